package doubt

import (
	"strconv"
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/vi"
)

// Codes of sentences that share the code of a finding.
const (
	sameComposite = "same_composite"
	sameRow       = "same_row"
	normEntries   = "norm_entries"
	placeGone     = "place_gone"
	bodyGone      = "body_gone"
	partsPlaces   = "parts_places"
	partPlace     = "part_place"
	shareOverOne  = "share_over_one"
	partTooLarge  = "part_too_large"
	outlierLow    = "outlier_low"
	gapOne        = "gap_one"

	negativeBalance = "negative_balance"
)

// messages are the sentences, Vietnamese first: the numbers, what they may
// mean, and what would settle it.
var messages = map[string][2]string{
	SameAsBefore: {"“{name}” là {value}, bằng đúng số của kỳ {from} - {to}. Hai kỳ có thể bằng nhau thật; nếu số kỳ trước được chép lại thì cần ghi số của kỳ này.",
		"“{name}” is {value}, exactly as in {from} to {to}. Two periods can be equal; if the earlier number was copied, this period's own is needed."},
	sameComposite: {"Các số của “{name}” ({values}) đều bằng đúng số của kỳ {from} - {to}. Hai kỳ có thể bằng nhau thật; nếu chép lại thì cần ghi số của kỳ này.",
		"All numbers of “{name}” ({values}) equal those of {from} to {to}. Two periods can be equal; if they were copied, this period's own are needed."},
	sameRow: {"“{name}” là {value} trong {count} bản ghi liên tiếp tại đây, kể cả bản ghi này. Số lần này được đếm lại hay lấy theo lần trước?",
		"“{name}” is {value} in {count} entries here in a row, this one included. Was it counted this time or taken from the time before?"},
	OverlapPeriods: {"Kỳ này trùng ngày với số liệu kỳ {from} - {to} của cùng chỉ tiêu và địa bàn ({other}, ở đây {value}). Khi tổng hợp chỉ dùng được một số.",
		"This period overlaps {from} to {to} of the same indicator and place ({other}, here {value}). Only one of them can be used in a total."},
	NumeralDoubt: {"“{name}” là {value}, còn kỳ {from} - {to} là {other}: chênh khoảng 1.000 lần. Có thể dấu chấm hoặc dấu phẩy được đọc khác ý người viết.",
		"“{name}” is {value}, while {from} to {to} has {other}: about a thousand times apart. A dot or comma may have been read otherwise than it was meant."},
	ExactNorm: {"“{name}”: {value} đúng bằng {rate} nhân {times}. Nếu tính theo định mức thì nên ghi căn cứ “theo định mức”; nếu đếm được thì giữ nguyên.",
		"“{name}”: {value} is exactly {rate} times {times}. If it was reckoned by a norm, the basis should say so; if it was counted, keep it."},
	normEntries: {"“{name}”: {same} trong {count} bản ghi ghi đếm tại chỗ có cùng số {rate} mỗi lần. Nếu tính theo định mức thì nên ghi căn cứ “theo định mức”; nếu đếm được thì giữ nguyên.",
		"“{name}”: {same} of {count} entries said to be counted have the same {rate} for each occurrence. If they were reckoned by a norm, the basis should say so; if they were counted, keep them."},
	RoundNumber: {"“{name}”: {same} trong {count} số ghi đếm tại chỗ có tận cùng là 0 hoặc 5. Nếu là số ước lượng thì nên ghi căn cứ “ước tính”.",
		"“{name}”: {same} of {count} numbers said to be counted end in 0 or 5. If they are estimates, the basis should say so."},
	TurnsBelowTimes: {"“{name}” là {value}, ít hơn số lần ({times}). Mỗi lần thường có ít nhất một lượt người; có thể còn bản ghi chưa ghi số người.",
		"“{name}” is {value}, less than the number of occurrences ({times}). Each usually has at least one person; some entries may not give people yet."},
	PersonsOverTurns: {"“{name}” là {value}, nhiều hơn số lượt ({turns}). Một người tham gia ít nhất một lượt, nên hai số có thể thuộc hai phạm vi khác nhau.",
		"“{name}” is {value}, more than the turns ({turns}). A person takes part at least once, so the two numbers may cover different things."},
	PartsDoNotSum: {"“{name}” chia theo “{dim}”: các phần cộng lại là {sum}, còn tổng là {total}.",
		"“{name}” by “{dim}”: the parts add up to {sum}, the total is {total}."},
	partsPlaces: {"“{name}”: {count} đơn vị bên trong cộng lại là {sum}, nhiều hơn số của cả địa bàn là {total}. Có thể một hoạt động được nhiều đơn vị cùng báo.",
		"“{name}”: {count} units inside add up to {sum}, more than the {total} of the whole. Several units may have reported the same act."},
	PartExceedsWhole: {"“{name}”: phần “{part}” là {value}, lớn hơn tổng là {total}.",
		"“{name}”: the part “{part}” is {value}, larger than the total of {total}."},
	partPlace: {"“{name}”: riêng {part} là {value}, lớn hơn số của cả địa bàn là {total}.",
		"“{name}”: {part} alone has {value}, more than the {total} of the whole."},
	shareOverOne: {"“{name}”: phần đạt là {value} trên tổng {total}, vượt 100 %. Tử số và mẫu số có thể lấy ở hai thời điểm hoặc hai nguồn.",
		"“{name}”: {value} out of {total} is more than 100 %. The two may come from different days or sources."},
	partTooLarge: {"“{name}” là {value}, lớn hơn {total} của “{whole}” tại cùng địa bàn, cùng ngày.",
		"“{name}” is {value}, more than the {total} of “{whole}” at the same place and day."},
	KmOverLine: {"“{name}” là {value}, dài hơn đoạn biên giới đã công bố là {total}. Số km đi được có thể dài hơn, còn số km phủ kín thì không.",
		"“{name}” is {value}, longer than the declared {total} of the line here. Kilometres walked may be more, kilometres covered cannot."},
	PositionOrMonument: {"“{name}” là {value}: bằng số của “{other}” trong sổ theo dõi, còn sổ ghi “{name}” là {own}. Một vị trí có thể có nhiều cột, nên hai số dễ ghi thay cho nhau.",
		"“{name}” is {value}: that is the register's number of “{other}”, while it has {own} for “{name}”. One position can have several monuments, so the two are easily exchanged."},
	StockSummed: {"“{name}” là {value}, đúng bằng tổng {count} số hiện có từng thời điểm cộng lại. Số hiện có lấy ở ngày cuối kỳ, không cộng theo tháng.",
		"“{name}” is {value}, exactly the sum of {count} states taken one after another. A state is that of the period's last day and is not added over months."},
	placeGone: {"{place} không tồn tại vào ngày {day}: cần ghi đơn vị của ngày đó, hoặc xem lại ngày.",
		"{place} did not exist on {day}: the unit of that day is needed, or another day."},
	bodyGone: {"{body} không có trong danh mục, sổ theo dõi vào ngày {day}: có thể đơn vị thành lập sau hoặc đã giải thể.",
		"{body} is not in force in the registry on {day}: it may have been founded later or have ended."},
	Late: {"Bản ghi ngày {day} được gửi hoặc xác nhận sau khi chốt {count} báo cáo có ngày này: sẽ nằm ở bảng bổ sung của báo cáo sau.",
		"The entry of {day} came in or was verified after {count} report(s) of that day were locked: it will stand in the next report's table of additions."},
	Gap: {"“{name}” tại {place}: từ tháng {from} đến tháng {to} ({months} tháng) không có bản ghi, cũng chưa ký “không phát sinh”, trong khi trước và sau đó đều có. Có thể còn sổ giấy chưa nhập.",
		"“{name}” at {place}: from {from} to {to} ({months} months) there are neither entries nor a signed zero, while there are before and after. A paper book may not be copied yet."},
	gapOne: {"“{name}” tại {place}: tháng {from} không có bản ghi, cũng chưa ký “không phát sinh”, trong khi trước và sau đó đều có. Có thể còn sổ giấy chưa nhập.",
		"“{name}” at {place}: in {from} there are neither entries nor a signed zero, while there are before and after. A paper book may not be copied yet."},
	MoreOutThanIn: {"“{name}”: bản ghi giao đi {value}, trong khi theo các bản ghi đã có thì đơn vị còn {left} vào ngày đó, tức là đã giao nhiều hơn đã nhận. Có thể còn lần nhận chưa ghi sổ, hoặc lần nhận do cơ quan khác ghi.",
		"“{name}”: {value} go out, while by the entries there are the body had {left} left on that day: more is handed out than came in. A receipt may not be recorded yet, or another body recorded it."},
	negativeBalance: {"“{name}” tại {place} đã giao nhiều hơn đã nhận {value}. Có thể còn lần nhận chưa ghi sổ, hoặc lần nhận ghi ở địa bàn khác.",
		"“{name}” at {place}: {value} more went out than came in. A receipt may not be recorded yet, or stands at another place."},
	Outlier: {"“{name}” là {value} mỗi lần; {count} bản ghi gần đây cùng loại tại đây thường khoảng {median}. Có thể đúng là việc lớn hơn mọi khi; nếu không, xem lại đơn vị tính hoặc số 0.",
		"“{name}” is {value} for each occurrence; {count} recent entries of this kind here are usually about {median}. It may well have been larger than usual; if not, look at the unit or a zero too many."},
	outlierLow: {"“{name}” là {value} mỗi lần; {count} bản ghi gần đây cùng loại tại đây thường khoảng {median}. Có thể đúng là việc nhỏ hơn mọi khi; nếu không, xem lại đơn vị tính hoặc chữ số thiếu.",
		"“{name}” is {value} for each occurrence; {count} recent entries of this kind here are usually about {median}. It may well have been smaller than usual; if not, look at the unit or a missing digit."},
}

// sentence fills the sentence of a code in both languages. An argument of
// type catalogue.Text differs by language.
func sentence(code string, args ...any) (inVI, inEN string) {
	var v, e []string
	for i := 0; i+1 < len(args); i += 2 {
		key := "{" + args[i].(string) + "}"
		switch a := args[i+1].(type) {
		case catalogue.Text:
			v, e = append(v, key, a.VI), append(e, key, a.EN)
		case string:
			v, e = append(v, key, a), append(e, key, a)
		case int:
			v, e = append(v, key, vi.Int(int64(a))), append(e, key, strconv.Itoa(a))
		case Day:
			v, e = append(v, key, vi.ShortDate(a)), append(e, key, a.String())
		}
	}
	s := messages[code]
	return strings.NewReplacer(v...).Replace(s[0]), strings.NewReplacer(e...).Replace(s[1])
}

// english swaps the marks of a Vietnamese numeral.
var english = strings.NewReplacer(".", ",", ",", ".")

// amountText writes a number in base units with the short name of its unit.
func amountText(cat *catalogue.Catalogue, unit string, v int64) catalogue.Text {
	u := cat.Units[unit]
	if u == nil {
		return catalogue.Text{VI: vi.Int(v), EN: english.Replace(vi.Int(v))}
	}
	n := vi.Decimal(v, max(u.Scale, 1))
	return catalogue.Text{VI: vi.WithUnit(n, u.Short.VI), EN: strings.TrimSpace(english.Replace(n) + " " + u.Short.EN)}
}
