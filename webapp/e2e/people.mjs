// Setting up a book and enrolling people, as tests of several files do it.
import { passkeys, visitor } from './harness.mjs';

/** Says that the spare codes are kept, as the page asks. */
export async function keepCodes(page) {
  await page.getByRole('heading', { level: 1, name: 'Mười mã dự phòng' }).waitFor();
  await page.getByLabel('Tôi đã cất các mã').check();
  await page.getByRole('button', { name: 'Đã cất, vào làm việc' }).click();
}

/** Enrols with an invitation in a browser of its own. */
export async function enrol(browser, address) {
  const page = await visitor(browser);
  await passkeys(page);
  await page.goto(address);
  await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click();
  await keepCodes(page);
  await page.getByRole('heading', { level: 1, name: 'Việc cần làm' }).waitFor();
  return page;
}

/** Fills the set-up of a commune with two hamlets and presses its button. */
export async function setUp(page) {
  await page.getByRole('group', { name: 'Tỉnh, thành phố' }).getByLabel('Tên').fill('Cao Bằng');
  const commune = page.getByRole('group', { name: 'Xã, phường', exact: true });
  await commune.getByLabel('Tên', { exact: true }).fill('Đình Phong');
  await commune.getByLabel('Mã đơn vị hành chính').fill('01489');
  await commune.getByLabel('Tên các xóm').fill('Bản Mẫu\nxóm Nà Mẫu');
  await page.getByLabel('Họ và tên').fill('Nông Thị Mẫu');
  await page.getByLabel('Chức vụ').fill('Chánh Văn phòng');
}

/** Adds a person on the page of people and returns the address of the invitation; open: the form is there already. */
export async function invite(page, name, role, { open = false } = {}) {
  if (!open) await page.getByRole('button', { name: 'Thêm người' }).click();
  await page.getByLabel('Họ và tên').fill(name);
  await page.getByLabel('Vai trò').selectOption({ label: role });
  await page.getByRole('button', { name: 'Thêm và mời' }).click();
  const link = page.getByRole('link', { name: /\/office\/loi-moi#/ });
  await link.waitFor();
  return link.getAttribute('href');
}

/** Closes the dialog of an invitation. */
export const closeInvitation = (page) => page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).click();
