package sheet

import (
	"context"
	"errors"
	"fmt"

	"phendau/internal/foreign"
	"phendau/internal/sheet/grid"
)

// refuse makes the error of a file, with the failure behind it.
func refuse(code grid.Code, cause error) *grid.Error {
	s := sentences[code]
	return &grid.Error{Code: code, VI: s[0], EN: s[1], Cause: cause}
}

// refusef fills the sentence of a code.
func refusef(code grid.Code, a ...any) *grid.Error {
	s := sentences[code]
	return &grid.Error{Code: code, VI: fmt.Sprintf(s[0], a...), EN: fmt.Sprintf(s[1], a...)}
}

// torn turns whatever a reader found into an error of this package.
func torn(err error) error {
	var e *grid.Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("read spreadsheet: %w", err)
	}
	return refuseForeign(err)
}

// refuseForeign says in this package's words why an archive or its XML is
// refused.
func refuseForeign(err error) error {
	var f *foreign.Error
	if !errors.As(err, &f) {
		return refuse(grid.CodeTorn, err)
	}
	switch f.Fault {
	case foreign.Bomb:
		return refuse(grid.CodeBomb, err)
	case foreign.Encrypted:
		return refuse(grid.CodeEncrypted, err)
	case foreign.Nested:
		return unsafeContent(nestedZip)
	}
	return refuse(grid.CodeTorn, err)
}

func isLongToken(err error) bool {
	var f *foreign.Error
	return errors.As(err, &f) && f.Fault == foreign.LongToken
}

// sentences say what is wrong and what to do, Vietnamese first.
var sentences = map[grid.Code][2]string{
	grid.CodeUnknownFormat: {"Tệp không phải là bảng tính XLSX hoặc CSV: hãy mở bằng phần mềm bảng tính rồi lưu thành .xlsx hoặc CSV (UTF-8).",
		"The file is neither XLSX nor CSV: open it in a spreadsheet program and save it as .xlsx or CSV (UTF-8)."},
	grid.CodeEncrypted: {"Tệp có mật khẩu: hãy mở bằng phần mềm bảng tính, bỏ mật khẩu, lưu lại rồi nhập.",
		"The file has a password: open it, remove the password, save it and import again."},
	grid.CodeOldExcel: {"Tệp là Excel đời cũ (.xls): hãy mở bằng phần mềm bảng tính rồi lưu thành .xlsx.",
		"The file is old Excel (.xls): open it and save it as .xlsx."},
	grid.CodeTorn: {"Tệp bị hỏng hoặc chưa tải về đủ: hãy lấy lại tệp gốc, mở thử bằng phần mềm bảng tính rồi lưu lại.",
		"The file is damaged or was not copied whole: take the original again, open it in a spreadsheet program and save it."},
	grid.CodeTooLarge: {"Tệp lớn hơn %d MiB: hãy chia thành nhiều tệp.",
		"The file is larger than %d MiB: split it."},
	grid.CodeBomb: {"Tệp giải nén ra quá lớn nên không nhận: hãy chép riêng phần số liệu sang bảng tính mới rồi lưu lại.",
		"The file unpacks to far more than allowed: copy the data alone into a new spreadsheet and save that."},
	grid.CodeUnsafe: {"Tệp có %[1]s nên không nhận: hãy chép riêng phần số liệu (dán giá trị) sang bảng tính mới rồi lưu thành .xlsx.",
		"The file holds %[2]s and is refused: paste the values alone into a new spreadsheet and save it as .xlsx."},
	grid.CodeTooManyRows: {"Tệp có hơn %d dòng: hãy chia thành nhiều tệp.",
		"The file has more than %d rows: split it."},
	grid.CodeTooManyCols: {"Bảng có hơn %d cột: hãy bỏ các cột thừa.",
		"The sheet has more than %d columns: remove what is not needed."},
	grid.CodeTooMuchText: {"Tệp có quá nhiều chữ: hãy chia thành nhiều tệp, bỏ bớt cột không cần.",
		"The file holds too much text: split it and drop columns that are not needed."},
	grid.CodeEncoding: {"Tệp không phải Unicode (có vẻ là %s): hãy mở bằng phần mềm bảng tính, chuyển chữ sang Unicode rồi lưu thành .xlsx hoặc “CSV UTF-8”.",
		"The file is not Unicode (it looks like %s): convert the text to Unicode and save it as .xlsx or “CSV UTF-8”."},
	grid.CodeDelimiter: {"Không rõ các cột cách nhau bằng dấu gì: hãy lưu thành .xlsx, hoặc ghi dòng đầu tệp là “sep=;”.",
		"It is unclear what separates the columns: save as .xlsx, or write “sep=;” as the first line."},
	grid.CodeQuote: {"Dấu ngoặc kép trong tệp CSV chưa đóng đúng: hãy sửa ô này hoặc lưu lại tệp bằng phần mềm bảng tính.",
		"A quotation mark in the CSV is not closed properly: correct this cell or save the file with a spreadsheet program."},
	grid.CodeEmptyFile: {"Tệp không có gì: hãy kiểm tra lại tệp đã chọn.",
		"The file is empty: check which file was chosen."},
}

// What CodeUnsafe names, in both languages.
var (
	macros       = [2]string{"macro", "macros"}
	externalLink = [2]string{"liên kết đến tệp khác", "links to other files"}
	nestedZip    = [2]string{"tệp nén bên trong", "an archive inside"}
)

func unsafeContent(what [2]string) error { return refusef(grid.CodeUnsafe, what[0], what[1]) }
