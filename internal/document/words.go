package document

// Fixed words of the printed form. They are part of the layout of an official
// document, not of the interface.
const (
	wordCode       = "Mã tra cứu: "
	wordCodeHelp   = "Quét hình hoặc nhập mã này để mở đúng các bản ghi và chứng cứ phía sau bảng, tại cùng vị trí sổ."
	wordRecipients = "Nơi nhận:"
	wordContents   = "Số liệu trong báo cáo"
)

// blankName is where a second signer writes his name.
const blankName = "........................"
