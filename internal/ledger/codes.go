package ledger

import (
	"crypto/sha256"
	"fmt"
)

// Code is why an operation is refused; the list is closed and stable.
type Code string

// The closed list of refusals.
const (
	CodeTooLarge         Code = "too_large"
	CodeNotCanonical     Code = "not_canonical"
	CodeBadSignature     Code = "bad_signature"
	CodeUnknownDevice    Code = "unknown_device"
	CodeForked           Code = "forked_device"
	CodeWaiting          Code = "waiting"
	CodeOpIDReused       Code = "op_id_reused"
	CodeUnknownVerb      Code = "unknown_verb"
	CodeUnknownEntity    Code = "unknown_entity"
	CodeEntityExists     Code = "entity_exists"
	CodeBadContent       Code = "bad_content"
	CodeUnknownKind      Code = "unknown_kind"
	CodeMissingCatalogue Code = "missing_catalogue"
	CodeWrongLedger      Code = "wrong_ledger"
	CodePlaceNotAlive    Code = "place_not_alive"
	CodeStaleBase        Code = "stale_base"
	CodeDuplicateState   Code = "duplicate_state"
	CodeNotSubmitted     Code = "not_submitted"
	CodeNotNextLevel     Code = "not_next_level"
	CodeUseCorrect       Code = "use_correct"
	CodeReleased         Code = "released"
	CodeLocked           Code = "locked"
	CodeRetracted        Code = "retracted"
	CodeNotVerified      Code = "not_verified"
	CodeWhyMissing       Code = "why_missing"
	CodeSelfVerification Code = "self_verification"
	CodeHasMembers       Code = "has_members"
	CodeNotAllowed       Code = "not_allowed"
	CodeHashMismatch     Code = "hash_mismatch"
	CodeRevoked          Code = "revoked"
	CodeNotApproved      Code = "not_approved"
	CodeLateRights       Code = "late_rights"
	CodeKeptElsewhere    Code = "kept_elsewhere"
	CodeBadLine          Code = "bad_line"
	CodeBadCase          Code = "bad_case"
)

var sentences = map[Code][2]string{
	CodeTooLarge:         {"Bản ghi lớn hơn 32 KiB. Hãy bỏ bớt ghi chú hoặc chuyển phần dài vào tài liệu đính kèm.", "The operation is larger than 32 KiB. Shorten the note or attach a document."},
	CodeNotCanonical:     {"Dữ liệu không ở dạng chuẩn nên không nhận. Hãy cập nhật phần mềm rồi gửi lại.", "The bytes are not in canonical form. Update the software and send again."},
	CodeBadSignature:     {"Chữ ký không khớp với thiết bị đã đăng ký.", "The signature does not fit the enrolled device."},
	CodeUnknownDevice:    {"Thiết bị chưa được đăng ký. Hãy nhờ cán bộ đăng ký thiết bị.", "The device is not enrolled. Ask an officer to enrol it."},
	CodeForked:           {"Thiết bị này đã bị sao chép hoặc khôi phục từ bản cũ. Hãy đăng ký lại.", "This device was cloned or restored from a backup. Enrol it again."},
	CodeWaiting:          {"Còn thiếu các bản ghi trước đó của thiết bị. Hãy gửi chúng trước.", "Earlier operations of this device are missing. Send them first."},
	CodeOpIDReused:       {"Mã thao tác đã dùng cho một nội dung khác.", "The operation id was used for other content."},
	CodeUnknownVerb:      {"Thao tác này không áp dụng được cho loại dữ liệu này.", "This action does not exist for this kind of data."},
	CodeUnknownEntity:    {"Không tìm thấy bản ghi trong sổ này.", "The record is not in this ledger."},
	CodeEntityExists:     {"Bản ghi đã có trong sổ.", "The record is in the ledger already."},
	CodeBadContent:       {"Nội dung chưa hợp lệ.", "The content is not valid."},
	CodeUnknownKind:      {"Danh mục không có loại hoạt động này.", "The catalogue has no such kind."},
	CodeMissingCatalogue: {"Máy chủ chưa có phiên bản danh mục mà bản ghi dùng.", "The server lacks the catalogue version the record was made with."},
	CodeWrongLedger:      {"Nơi diễn ra không thuộc sổ này vào ngày đó.", "The place does not belong to this ledger on that day."},
	CodePlaceNotAlive:    {"Đơn vị hành chính không tồn tại vào ngày đó.", "The unit did not exist on that day."},
	CodeStaleBase:        {"Bản ghi đã được sửa sau khi anh/chị xem. Hãy mở lại và kiểm tra.", "The record changed after you saw it. Open it again and check."},
	CodeDuplicateState:   {"Bản ghi đã ở trạng thái này.", "The record is in this state already."},
	CodeNotSubmitted:     {"Bản ghi chưa được gửi nên chưa thẩm định được.", "The record was not submitted, so it cannot be verified."},
	CodeNotNextLevel:     {"Chưa đến cấp thẩm định này.", "It is not this level's turn to verify."},
	CodeReleased:         {"Số liệu nguồn tin của quý đã hết và đã thẩm định thì giữ nguyên: phần chênh lệch sẽ cho biết từng tin. Hãy nói rõ chỗ sai trong báo cáo quý sau.", "A verified number of tips of a quarter that is over stays: the difference would tell of single tips. State the error in the next quarter's report."},
	CodeUseCorrect:       {"Bản ghi đã thẩm định. Hãy dùng đính chính và nêu lý do.", "The record is verified. Use a correction with a reason."},
	CodeLocked:           {"Kỳ báo cáo đã khóa. Hãy dùng đính chính và nêu lý do.", "The period is locked. Use a correction with a reason."},
	CodeRetracted:        {"Bản ghi đã bị rút lại.", "The record was retracted."},
	CodeNotVerified:      {"Bản ghi chưa thẩm định; hãy sửa trực tiếp thay vì đính chính.", "The record is not verified; amend it instead of correcting."},
	CodeWhyMissing:       {"Cần nêu lý do.", "A reason is needed."},
	CodeSelfVerification: {"Không tự thẩm định bản ghi của mình khi cấp này còn người khác.", "Nobody verifies an own record while another verifier of the level exists."},
	CodeHasMembers:       {"Bản ghi đang là bản chính của một hoạt động chung. Hãy tách các bản ghi kia trước.", "The record leads a shared event. Let its members leave first."},
	CodeNotAllowed:       {"Không có quyền thực hiện thao tác này.", "This action is not allowed."},
	CodeRevoked:          {"Thiết bị đã bị thu hồi. Bản ghi được giữ lại chờ cán bộ xem.", "The device was revoked. The operation waits for an officer."},
	CodeNotApproved:      {"Thiết bị mới chưa được cán bộ thứ hai chấp thuận. Bản ghi được giữ lại chờ cán bộ xem.", "No second officer has approved this new device yet. The operation waits for an officer."},
	CodeLateRights:       {"Bản ghi đến sau khi quyền đã hết quá lâu. Bản ghi được giữ lại chờ cán bộ xem.", "The operation arrived too long after the right had ended. It waits for an officer."},
	CodeKeptElsewhere:    {"Sổ này do một trạm khác giữ; ở đây chỉ xem. Hãy làm việc tại trạm ấy, hoặc chờ nhận lại sổ.", "This ledger is kept at another site and can only be read here. Work there, or wait until it is handed back."},
	CodeBadLine:          {"Đường, đoạn hoặc mốc chưa hợp lệ.", "The line, segment or marker is not valid."},
	CodeBadCase:          {"Chưa làm được việc này với vụ việc.", "This cannot be done with the case now."},
	CodeHashMismatch:     {"Số liệu khóa không khớp với số liệu tính lại.", "The locked figures differ from those computed again."},
}

// Refusal is the error of every refused operation.
type Refusal struct {
	Code   Code
	Detail string
	// From and To are the device numbers that CodeWaiting misses.
	From, To int64
	// Why says more in vi and en, where there is more to say than the sentence.
	Why [2]string
}

// Refuse is a refusal with what exactly is wrong.
func Refuse(c Code, detail string) error { return &Refusal{Code: c, Detail: clipText(detail)} }

// RefuseFor is Refuse with a sentence of its own in both languages.
func RefuseFor(c Code, detail, vi, en string) error {
	return &Refusal{Code: c, Detail: clipText(detail), Why: [2]string{clipText(vi), clipText(en)}}
}

func refuse(c Code) error { return &Refusal{Code: c} }

func refusef(c Code, format string, a ...any) error {
	return &Refusal{Code: c, Detail: clipText(fmt.Sprintf(format, a...))}
}

// Error is the English sentence with its detail.
func (r *Refusal) Error() string {
	s := r.Sentence("en")
	if r.Detail != "" {
		s += " (" + r.Detail + ")"
	}
	return s
}

// Sentence says in vi or en what is wrong and what to do.
func (r *Refusal) Sentence(lang string) string {
	s, ok := sentences[r.Code]
	if !ok {
		return string(r.Code)
	}
	i := 1
	if lang == "vi" {
		i = 0
	}
	if r.Why[i] != "" {
		return s[i] + " " + r.Why[i]
	}
	return s[i]
}

func sha256Of(s string) Hash { return sha256.Sum256([]byte(s)) }
