// The table of the screens of the office, for tests that look at every one,
// and the book they look at: the demo's, with what a reader cannot make.
import { callApi, signInAs, startEmpty, startServer, visitor } from './harness.mjs';

const years = 'period=2019-01-01/2024-02-29';
export const anybody = 'nobody signed in';

// Name of the picture, who opens it, the path (or a function of what the demo
// book holds), the words that must appear, in vi and in en.
export const screens = [
  ['sign-in', anybody, '/', 'Cán bộ văn phòng xã Trà Lĩnh', 'Cán bộ văn phòng xã Trà Lĩnh'],
  ['home-commune', 'commune_verifier', '/', 'Số liệu tính đến', 'Figures as of'],
  ['home-upper', 'upper_officer', '/', 'Số liệu tính đến', 'Figures as of'],
  ['home-admin', 'administrator', '/', 'Mở phần quản trị', 'Open administration'],
  ['review', 'commune_verifier', '/cho-duyet', 'thị trấn Trà Lĩnh', 'thị trấn Trà Lĩnh'],
  ['review-twins', 'upper_officer', '/cho-duyet/cung-viec?from=2023-10-01&to=2024-02-29', 'minh họa', 'minh họa'],
  ['review-one', 'commune_verifier', (b) => `/cho-duyet/${b.waiting}`, 'Thẩm định', 'Approve'],
  ['record', 'post_officer', '/ghi', 'Tuần tra', 'Patrol'],
  ['record-patrol', 'post_officer', '/ghi/patrol', 'Thời gian', 'Time'],
  ['record-nil', 'commune_clerk', '/ghi/khong-phat-sinh', 'Lý do', 'Reason'],
  ['plans', 'commune_verifier', '/ke-hoach?period=2023', 'Số liệu tính đến', 'Figures as of'],
  ['line-plans', 'post_officer', '/duong/ke-hoach', 'Lập kế hoạch tuần tra', 'Plan a patrol'],
  ['line-suggest', 'post_officer', '/duong/ke-hoach/moi', 'Chọn quãng cho chuyến tới', 'Choose stretches'],
  ['line-stones', 'post_officer', '/duong/moc', 'Tình trạng mốc được báo', 'Reported states'],
  ['line-marker', 'post_officer', (b) => `/duong/moc/${b.marker}`, 'Cột mốc', 'Stone'],
  ['imports', 'commune_clerk', '/nhap-so-lieu', 'xlsx', 'xlsx'],
  ['import-errors', 'commune_clerk', (b) => `/nhap-so-lieu/${b.upload}`, 'F2', 'F2'],
  ['entries', 'post_officer', '/so', 'minh họa', 'minh họa'],
  ['entry', 'post_officer', (b) => `/so/${b.entry}`, 'minh họa', 'minh họa'],
  ['entry-evidence', 'commune_verifier', (b) => `/so/${b.pictured}`, 'Ảnh, tài liệu kèm theo', 'Pictures and papers'],
  ['entry-amend', 'post_officer', (b) => `/so/${b.entry}/sua`, 'Mở bản ghi', 'Open the entry'],
  ['figures', 'upper_officer', '/so-lieu', 'Số liệu tính đến', 'Figures as of'],
  ['figures-communes', 'upper_officer', `/so-lieu?place=047@2024-02-29&${years}&by=place:commune&indicator=patrol.post,trail_clearing`, 'xã Xuân Nội', 'xã Xuân Nội'],
  ['figures-one', 'upper_officer', (b) => `/so-lieu/o?c=${b.drill}`, 'Bản ghi nằm sau', 'Entries behind'],
  ['line', 'upper_officer', '/duong', 'Theo đoạn trong kỳ', 'By segment'],
  ['line-map', 'upper_officer', '/duong/ban-do', 'Lớp và chú giải', 'Layers and legend'],
  ['line-commune', 'commune_verifier', '/duong', 'theo đoạn 500 m', 'stretches of 500 m'],
  ['reports', 'commune_verifier', '/bao-cao', 'Số, ngày, nơi nhận, người ký', 'Number, date, recipients, signer'],
  ['report', 'commune_verifier', '/bao-cao?template=monthly&period=2023-05&calendar=civil', 'DOCX', 'DOCX'],
  ['locks', 'commune_verifier', '/khoa-so', 'khóa', 'lock'],
  ['lock', 'upper_officer', (b) => `/khoa-so/${b.lock}`, 'thay đổi sau khi khóa', 'since'],
  ['lock-compare', 'upper_officer', (b) => `/khoa-so/${b.lock}/so-sanh?with=now`, 'Nhập nhầm đơn vị', 'Nhập nhầm đơn vị'],
  ['figures-locked', 'upper_officer', (b) => `/so-lieu/o?c=${b.locked}&lock=${b.lock.split('/')[1]}`, 'Xem con số hiện nay', 'as it is now'],
  ['completeness', 'upper_officer', '/day-du?period=2023', 'Trà Lĩnh', 'Trà Lĩnh'],
  ...Object.entries({ 'dia-ban': 'Cao Bằng', 'co-quan': 'Cao Bằng', team: 'xóm Hoa', committee: 'Ban Chỉ đạo', twinning: 'xã', hotline: 'đường dây nóng', khac: 'xã', tep: 'yaml' }).map(([tab, word]) => [`register-${tab}`, 'registry_editor', `/danh-muc?muc=${tab}`, word, word]),
  ['place', 'registry_editor', (b) => `/danh-muc/dia-ban/${b.former}`, 'Đình Phong', 'Đình Phong'],
  ['reform', 'registry_editor', (b) => `/danh-muc/dia-ban/${b.present}/sap-xep`, 'Đình Phong', 'Đình Phong'],
  ['search', 'commune_clerk', '/tim?q=%C4%91%C3%ACnh%20phong', 'xã Đình Phong', 'xã Đình Phong'],
  ['log', 'inspector', '/nhat-ky', 'đăng nhập', 'sign'],
  ['log-all', 'inspector', '/nhat-ky?muc=tat-ca', 'đăng nhập', 'sign'],
  ['tips', 'upper_officer', '/tin-bao', 'Anh/chị chưa có khóa của mình', 'You have no keys yet'],
  ['tips-keys', 'upper_officer', '/tin-bao/khoa', 'Chạm lần lượt hai khóa truy cập', 'Touch two passkeys'],
  ['tips-authority', 'upper_officer', '/tin-bao/cap-tren', 'Tạo khóa của tôi', 'Make my keys'],
  ['tips-watch', 'ombudsperson', '/giam-sat-tin-bao', 'Chưa mở bàn tiếp nhận nào.', 'No desk is open.'],
  ['people', 'administrator', '/quan-tri', 'minh họa', 'minh họa'],
  ['settings', 'upper_officer', '/cai-dat', 'Đăng xuất', 'Sign out'],
  ['not-found', 'upper_officer', '/khong-co', 'Không có trang này', 'No such page'],
];

/** The screen before anybody belongs to the book: name, words in vi and en. */
export const setUpScreen = ['set-up', 'Mã đơn vị hành chính', 'Official code'];

const roles = new Set(screens.map((s) => s[1]).filter((r) => r !== anybody));

/**
 * A server with everything the table opens, and the cookies of every role: one
 * sign-in each. open(screen) is the path of one.
 */
export async function prepare(browser) {
  const [{ address }, empty] = await Promise.all([startServer({ fresh: true }), startEmpty()]);
  const kept = {}, book = {};
  for (const role of roles) {
    const page = await visitor(browser);
    const me = await signInAs(page, address, role);
    await (finds[role] ?? (() => undefined))(page, book, me);
    kept[role] = await page.context().storageState();
    await page.context().close();
  }
  return { address, setup: empty.setup, kept, open: (path) => (typeof path === 'function' ? path(book) : path) };
}

const finds = {
  post_officer: async (page, book, me) => {
    const { items } = await callApi(page, 'GET', '/entries?limit=1');
    book.entry = `${items[0].ledger_id}/${items[0].id}`;
    book.marker = (await callApi(page, 'GET', `/line/suggestions?place=${me.grants[0].place_id}`)).items.flatMap((s) => s.positions)[0].id;
  },
  upper_officer: async (page, book) => {
    book.drill = (await callApi(page, 'GET', `/figures?place=047@2024-02-29&${years}&indicator=patrol.post`)).cells[0].drill;
    const { items } = await callApi(page, 'GET', '/locks?limit=200');
    const changed = items.find((l) => l.changes > 0 && l.from.startsWith('2021'));
    book.lock = `${changed.ledger_id}/${changed.id}`;
    book.locked = (await callApi(page, 'GET', `/locks/${book.lock}`)).cells.find((c) => c.state === 'value').drill;
  },
  registry_editor: async (page, book) => {
    const { items } = await callApi(page, 'GET', '/places?q=Dinh%20Phong');
    for (const p of items) if (p.level === 'commune') book[p.alive ? 'present' : 'former'] = p.id;
  },
  commune_verifier: async (page, book) => {
    const { items } = await callApi(page, 'GET', '/review?limit=1');
    book.waiting = `${items[0].ledger_id}/${items[0].id}`;
    book.pictured = book.waiting;
    const { sha256 } = await send(page, '/files', picture);
    await callApi(page, 'POST', `/entries/${book.pictured}/attach`, { sha256 });
  },
  commune_clerk: async (page, book, me) => {
    const place = me.grants.find((g) => g.role === 'commune_clerk').place;
    const bad = 'Chỉ tiêu;Số đo;Địa bàn;Từ ngày;Đến ngày;Số liệu;Đơn vị tính;Loại văn bản;Số văn bản;Trang;Trích dẫn;Trả lời\n'
      + `outreach;sessions;${place};1/8/2025;31/12/2025;2.6;;báo cáo;12/BC-UBND;3;;\n`;
    book.upload = (await send(page, `/imports?kind=statements&name=sai.csv`, [...new TextEncoder().encode(bad)])).id;
  },
};

// A picture of one grey square.
const picture = [...Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64')];

/** Sends bytes as the signed-in page does. */
function send(page, path, bytes) {
  return page.evaluate(async ({ path, bytes }) => {
    const headers = { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': crypto.randomUUID() };
    const answer = await fetch(`/api/v1${path}`, { method: 'POST', headers, body: new Uint8Array(bytes) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }, { path, bytes });
}
