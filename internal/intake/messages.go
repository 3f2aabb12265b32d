package intake

import "strings"

// Codes of this package. Stable: scripts and guides name them.
const (
	codeInterrupted    = "interrupted"
	codeNoHeader       = "no_header"
	codeHiddenSheet    = "hidden_sheet"
	codeSheetSkipped   = "sheet_skipped"
	codeNoRows         = "no_rows"
	codeTooManyRecords = "too_many_records"
	codeUnknownColumn  = "unknown_column"
	codeColumnTwice    = "column_twice"
	codeColumnMissing  = "column_missing"
	codeExtraCell      = "extra_cell"
	codeNotForKind     = "column_not_for_kind"
	codeUnclearColumn  = "column_unclear"
	codeMissing        = "missing"
	codeCellFault      = "cell_fault"
	codeOverlong       = "cell_too_long"
	codeFormulas       = "formulas"
	codeBadText        = "bad_text"
	codeWrongEncoding  = "wrong_encoding"
	codeTooLong        = "row_too_long"
	codeExampleRow     = "example_row"
	codeDuplicateRow   = "duplicate_row"
	codeAlreadyIn      = "already_imported"
	codeRowKnown       = "row_already_imported"
	codeUnknownWord    = "unknown_value_word"
	codeUnclearWord    = "ambiguous_word"
	codeBadDay         = "bad_day"
	codeFutureDay      = "future_day"
	codeDayOrder       = "day_order"
	codePlaceNotThen   = "place_not_alive"
	codeNoLedger       = "no_ledger"
	codeNotAllowed     = "not_allowed"
	codeOutsidePeriod  = "outside_period"
	codeBodyUnknown    = "body_unknown"
	codeBodyUnclear    = "body_ambiguous"
	codeBodyNotThen    = "body_not_then"
	codeListedTwice    = "listed_twice"
	codeUnitMissing    = "unit_missing"
	codeUnitUnknown    = "unit_unknown"
	codeUnitTwice      = "unit_twice"
	codeDateInNumber   = "date_in_number"
	codeNumberNotHere  = "not_a_quantity"
	codePerMissing     = "per_missing"
	codePerUnexpected  = "per_unexpected"
	codeNoNorm         = "no_norm"
	codeNormNotWhole   = "norm_not_whole"
	codeNormMismatch   = "norm_mismatch"
	codeNumeralDoubt   = "numeral_doubt"
	codeNeedsAnswer    = "needs_answer"
	codeKeyUnknown     = "key_unknown"
	codeKeyConflict    = "key_conflict"
	codeNumberCode     = "code_is_a_number"
	codeBadBound       = "bad_bound"
	codeNotStored      = "document_not_at_hand"
	codeNotMetres      = "not_metres"
	codeNoRegister     = "no_such_register"
	codeNoPath         = "no_path"
	codePathNameless   = "path_nameless"
	codePathTwice      = "path_twice"
	codePathBroken     = "path_broken"
	codeNotDeclared    = "length_not_declared"
	codeNobodyHolds    = "segment_without_holder"
	codeNoMarker       = "no_marker"
	codeMarkerTwice    = "marker_twice"
	codeMarkerWord     = "marker_word"
	codeMarkerNoRow    = "marker_without_row"
	codeMarkerRows     = "marker_in_several_rows"
	codeReasonMissing  = "reason_missing"
	codeFarFromLine    = "far_from_line"
	codeTrailNoLine    = "trail_without_line"
	codeTrailLong      = "trail_too_long"
	codeTrailSegment   = "trail_segment"
	codeTrailChainage  = "trail_chainage"
	codeTrailFar       = "trail_far"
	codeLinkProposed   = "link_proposed"
	codeLinksAsked     = "links_not_accepted"
	codeDatumMissing   = "datum_missing"
	codeNotCoordinate  = "not_a_coordinate"
	codeRefused        = "refused"
	codeNoTrack        = "no_track"
	codeUntimedTrack   = "track_without_time"
	codeUntimedPoints  = "points_without_time"
	codeTrackClock     = "track_clock"
	codeZoneAssumed    = "zone_assumed"
	codeTrackShifted   = "track_far_from_line"
	codeTrackOtherDay  = "track_other_day"
	codeTrackThere     = "track_there"
	codeTrackElsewhere = "track_elsewhere"
	codeTrackKind      = "kind_without_track"
	codeTrackTooLong   = "track_too_large"
	codeEntryClosed    = "entry_retracted"
)

// messages are the sentences of this package, Vietnamese first: what is wrong
// and what to do.
var messages = map[string][2]string{
	codeInterrupted: {"Chưa đọc hết tệp ({why}): hãy nhập lại, hoặc chia tệp nhỏ hơn.",
		"The file was not read to its end ({why}): try again or split it."},
	codeNoHeader: {"Không tìm thấy dòng tiêu đề cột: hãy dùng mẫu bảng, giữ nguyên dòng tiêu đề (cần có: {need}).",
		"No row of headings was found: use the template and keep its heading row (needed: {need})."},
	codeHiddenSheet: {"Trang tính này bị ẩn nên không nhập: hãy bỏ ẩn nếu cần nhập.",
		"This sheet is hidden and was not imported: unhide it if it should be."},
	codeSheetSkipped: {"Trang tính này không có dòng tiêu đề cột nên không nhập.",
		"This sheet has no row of headings and was not imported."},
	codeNoRows: {"Tệp không có dòng số liệu nào dưới dòng tiêu đề.",
		"The file has no rows of data below the headings."},
	codeTooManyRecords: {"Tệp có quá {max} dòng số liệu: hãy chia thành nhiều tệp.",
		"The file has more than {max} rows of data: split it."},
	codeUnknownColumn: {"Cột “{text}” không có trong danh mục{hint}: hãy sửa tên cột theo mẫu hoặc xóa cột.",
		"The heading “{text}” is unknown{hint}: use the template's heading or delete the column."},
	codeColumnTwice: {"Cột “{text}” trùng với cột {other}: hãy giữ một cột.",
		"The column “{text}” repeats column {other}: keep one."},
	codeColumnMissing: {"Thiếu cột “{text}”: hãy thêm cột này theo mẫu.",
		"The column “{text}” is missing: add it as in the template."},
	codeExtraCell: {"Ô “{text}” nằm ngoài các cột có tiêu đề: nếu là số có dấu phẩy trong tệp CSV, hãy lưu thành .xlsx hoặc dùng dấu chấm phẩy tách cột.",
		"The cell “{text}” stands outside the columns with headings: if a decimal comma split a number of a CSV, save as .xlsx or separate by semicolons."},
	codeNotForKind: {"Loại hoạt động “{kind}” không có mục “{text}”: hãy để trống ô này hoặc kiểm tra loại hoạt động.",
		"The kind “{kind}” has no “{text}”: clear the cell or check the kind."},
	codeUnclearColumn: {"Với loại “{kind}”, cột “{text}” có thể là nhiều mục ({choices}): hãy ghi mã cột cho rõ.",
		"For the kind “{kind}” the column “{text}” may mean several things ({choices}): write the id as heading."},
	codeMissing: {"Thiếu “{text}”: hãy ghi vào ô này.",
		"“{text}” is missing: fill in this cell."},
	codeCellFault: {"Ô có lỗi công thức {text}: hãy sửa công thức rồi lưu lại, hoặc gõ thẳng giá trị.",
		"The cell shows the formula error {text}: correct it and save, or type the value."},
	codeOverlong: {"Ô có quá {max} KiB chữ (bắt đầu: “{text}”): hãy rút ngắn, phần dài để ở tài liệu đính kèm.",
		"The cell has more than {max} KiB of text (it begins “{text}”): shorten it and attach the rest as a document."},
	codeFormulas: {"Cột có {count} ô là công thức: đã lấy kết quả lưu trong tệp, hãy kiểm tra tệp được lưu sau khi tính xong.",
		"The column has {count} formulas: their stored results are taken, so check that the file was saved after calculating."},
	codeWrongEncoding: {"Chữ trong ô không phải Unicode (có vẻ là {text}): hãy chuyển cả tệp sang Unicode rồi nhập lại.",
		"The text of the cell is not Unicode (it looks like {text}): convert the file to Unicode and import again."},
	codeTooLong: {"Dòng này dài hơn 30 KiB nên sổ không nhận: hãy rút ngắn ghi chú.",
		"The row is longer than 30 KiB, which the ledger refuses: shorten the note."},
	codeExampleRow: {"Đây là dòng ví dụ của mẫu: hãy xóa dòng này.",
		"This is the template's example row: delete it."},
	codeDuplicateRow: {"Dòng này giống hệt dòng {row} trang “{sheet}”: hãy xóa một dòng; nếu đúng là hai việc khác nhau, ghi lý do vào cột “Trả lời”.",
		"This row equals row {row} of “{sheet}”: delete one, or say in the column “Trả lời” why they are two acts."},
	codeAlreadyIn: {"Tệp này đã nhập: {count} dòng đều đã có trong sổ. Không nhập lại; nếu cần sửa, hãy sửa từng bản ghi.",
		"This file was imported already: all its {count} rows are in the book. Nothing is imported again; correct single records instead."},
	codeRowKnown: {"Dòng này đã có trong sổ từ lần nhập trước của chính tệp này: hãy đưa các dòng mới sang tệp khác.",
		"This row is in the book from an earlier import of this very file: move the new rows to another file."},
	codeUnknownWord: {"“{text}” không có trong danh sách “{list}”{hint}: hãy chọn một từ trong danh sách.",
		"“{text}” is not in the list “{list}”{hint}: take a word of the list."},
	codeUnclearWord: {"“{text}” có thể là: {choices}. Hãy ghi đầy đủ hoặc ghi mã.",
		"“{text}” may mean: {choices}. Write it in full or give the id."},
	codeBadDay: {"“{text}” không phải là ngày hợp lệ: hãy ghi như 05/09/2019 (ngày/tháng/năm).",
		"“{text}” is not a valid day: write it like 05/09/2019 (day/month/year)."},
	codeFutureDay: {"Ngày {day} chưa đến (hôm nay là {today}): hãy kiểm tra lại năm.",
		"The day {day} has not come yet (today is {today}): check the year."},
	codeDayOrder: {"Ngày kết thúc đứng trước ngày bắt đầu: hãy kiểm tra lại hai ngày.",
		"The last day stands before the first: check both."},
	codePlaceNotThen: {"{place} không tồn tại vào ngày {day}: hãy ghi đơn vị của ngày đó.",
		"{place} did not exist on {day}: name the unit of that day."},
	codeNotAllowed: {"Anh/chị không có quyền ghi số liệu của {place}: hãy bỏ dòng này hoặc nhờ đơn vị phụ trách nhập.",
		"You may not record figures of {place}: remove the row or ask the body in charge to import it."},
	codeNoLedger: {"{place} chưa được giao sổ nào vào ngày {day}: hãy nhờ quản trị mở sổ cho địa bàn này.",
		"{place} writes into no ledger on {day}: ask the administrator to open one."},
	codeOutsidePeriod: {"{place} không còn tồn tại vào ngày kết thúc {day}: hãy kiểm tra hoặc tách thành hai bản ghi.",
		"{place} no longer existed on the last day {day}: check it, or make two records."},
	codeBodyUnknown: {"Không có cơ quan, đơn vị nào tên “{text}”{hint}: hãy ghi đúng tên trong danh sách đơn vị.",
		"No body is called “{text}”{hint}: write the name as in the register."},
	codeBodyUnclear: {"“{text}” có thể là: {choices}. Hãy ghi tên đầy đủ hoặc mã định danh.",
		"“{text}” may be: {choices}. Write the full name or the id."},
	codeBodyNotThen: {"Vào ngày {day} không có đơn vị nào mang tên “{text}”; vào thời gian khác có: {choices}. Hãy ghi tên của ngày đó.",
		"On {day} no body had the name “{text}”; at other times: {choices}. Write the name of that day."},
	codeListedTwice: {"“{text}” ghi hai lần trong ô: hãy bỏ một.",
		"“{text}” stands twice in the cell: drop one."},
	codeUnitMissing: {"“{text}” chưa có đơn vị tính: hãy ghi rõ {choices}? Có thể ghi ở tiêu đề cột, ví dụ “{example}”.",
		"“{text}” has no unit: is it {choices}? The heading may name it, as in “{example}”."},
	codeUnitUnknown: {"“{text}”: số đo “{measure}” không tính bằng “{unit}” mà bằng {choices}. Hãy kiểm tra số và đơn vị.",
		"“{text}”: “{measure}” is not measured in “{unit}” but in {choices}. Check number and unit."},
	codeUnitTwice: {"“{text}” có chữ nghìn, triệu, tỷ trong khi tiêu đề cột đã ghi “{unit}”: hãy bỏ một bên, hoặc ghi đủ đơn vị trong ô.",
		"“{text}” says thousand, million or billion while the heading says “{unit}”: drop one, or write the full unit in the cell."},
	codeDateInNumber: {"Ô số liệu đang là ngày {text}: phần mềm bảng tính đã tự đổi số thành ngày, hãy gõ lại số.",
		"The cell holds the day {text} where a number belongs: the spreadsheet turned a number into a date, type it again."},
	codeNumberNotHere: {"“{text}” không phải là số.", "“{text}” is not a number."},
	codePerMissing: {"Số đo “{measure}” là mức theo năm: hãy ghi “/năm”, ví dụ “150 triệu đồng/năm”.",
		"“{measure}” is a yearly rate: write “/năm” behind the unit."},
	codePerUnexpected: {"Số đo “{measure}” không tính theo “/{unit}”: hãy bỏ phần này hoặc chọn chỉ tiêu theo năm.",
		"“{measure}” is no rate per “{unit}”: drop that or take the yearly indicator."},
	codeNoNorm: {"Danh mục không có định mức cho “{measure}” vào ngày này: hãy ghi số đếm được.",
		"The catalogue has no norm for “{measure}” on this day: write what was counted."},
	codeNormNotWhole: {"Định mức cho {count} lần không ra số chẵn: hãy ghi số đo được.",
		"The norm for {count} occurrences is no whole number: write what was measured."},
	codeNormMismatch: {"“{text}” ghi theo định mức nhưng định mức tính ra {value}: hãy kiểm tra số, số lần hoặc căn cứ.",
		"“{text}” is said to follow the norm, which gives {value}: check the number, the times or the basis."},
	codeNumeralDoubt: {"“{text}” có đúng ba chữ số thập phân: đã hiểu là {value}. Nếu dấu phẩy dùng để tách hàng nghìn, hãy sửa; nếu đúng, ghi vào cột “Trả lời”.",
		"“{text}” has exactly three decimals and is read as {value}. If the comma groups thousands, correct it; if not, say so in “Trả lời”."},
	codeNeedsAnswer: {"Cần trả lời trước khi nhập: {text}", "An answer is needed before importing: {text}"},
	codeKeyUnknown: {"Không có đơn vị nào có khóa, mã hoặc tên “{text}” trong tệp và trong danh mục: hãy kiểm tra.",
		"No unit of the file or the registry has the key, code or name “{text}”: check it."},
	codeKeyConflict: {"Khóa “{text}” đã dùng cho đơn vị cấp khác: mỗi đơn vị một khóa.",
		"The key “{text}” belongs to a unit of another level: one key for one unit."},
	codeNumberCode: {"Mã “{text}” đang là số nên có thể đã mất số 0 ở đầu: hãy định dạng ô là văn bản rồi gõ lại mã.",
		"The code “{text}” is a number cell and may have lost leading zeros: format the cell as text and type it again."},
	codeBadBound: {"“{text}” không phải là mốc thời gian: hãy ghi ngày như 01/03/2020, “khoảng 01/03/2020”, “không rõ”, hoặc “đến nay” cho ngày cuối.",
		"“{text}” is no bound: write a day like 01/03/2020, “khoảng 01/03/2020”, “không rõ”, or “đến nay” as the last day."},
	codeNotStored: {"Chưa đọc được hồ sơ của “{text}” trong danh mục: hãy nhập lại, nếu vẫn lỗi hãy báo quản trị.",
		"The registry's document of “{text}” is not at hand: try again, else tell the administrator."},
	codeNotCoordinate: {"“{text}” không phải là tọa độ: hãy ghi độ thập phân như 22,403964, hoặc số mét của VN-2000.",
		"“{text}” is no coordinate: write decimal degrees like 22.403964, or metres of VN-2000."},
	codeNotMetres: {"“{text}” không phải số mét: hãy ghi số nguyên, không kèm đơn vị.",
		"“{text}” is no number of metres: write a whole number without a unit."},
	codeNoRegister: {"Danh mục không có sổ theo dõi “{kind}” cho loại này: hãy kiểm tra --kind.",
		"The catalogue has no register “{kind}” for such rows: check --kind."},
	codeNoPath: {"Trong tệp không có đường nào: mỗi đoạn là một đường có tên.",
		"The file holds no path: every segment is a path with a name."},
	codePathNameless: {"Đường chưa có tên: hãy đặt tên đoạn cho từng đường.",
		"The path has no name: give every path the name of its segment."},
	codePathTwice: {"Có hai đường cùng tên “{text}”: mỗi đoạn là một đường.",
		"Two paths are called “{text}”: every segment is one path."},
	codePathBroken: {"Đường bị ngắt thành nhiều phần: hãy nối lại thành một nét.",
		"The path is broken into parts: join them into one."},
	codeNotDeclared: {"Thiếu chiều dài công bố (thuộc tính declared_m, tính bằng mét): chiều dài theo văn bản, không đo trên bản đồ.",
		"The declared length is missing (attribute declared_m, in metres): it comes from a document and is not measured on a map."},
	codeNobodyHolds: {"Chưa rõ nơi nào phụ trách đoạn “{text}”: không có dòng cùng tên trong sổ theo dõi. Thêm thuộc tính place và --kind để lập dòng mới.",
		"Nobody answers for segment “{text}” yet: no row of the registers has that name. An attribute place and --kind write one."},
	codeNoMarker: {"Trong tệp không có điểm nào: mỗi cột mốc là một điểm có tên là số mốc.",
		"The file holds no place: every stone is a place named by its number."},
	codeMarkerTwice: {"Cột mốc {text} có hai lần trong tệp.",
		"Stone {text} is in the file twice."},
	codeMarkerWord: {"“{text}” không có trong danh sách; được ghi: {list}.",
		"“{text}” is not in the list: {list}."},
	codeMarkerNoRow: {"Sổ theo dõi chưa có vị trí mốc {text}: thêm thuộc tính place (hoặc --place) và --kind để lập dòng mới.",
		"The registers have no position {text}: an attribute place (or --place) and --kind write one."},
	codeMarkerRows: {"Sổ theo dõi có nhiều dòng cho vị trí mốc {text}: hãy chọn một sổ bằng --kind hoặc bỏ bớt dòng trùng.",
		"Several rows stand for position {text}: choose one register by --kind, or end the rows that repeat it."},
	codeReasonMissing: {"Cột mốc không tiếp cận được thì cần ghi lý do.",
		"A stone that cannot be reached needs its reason."},
	codeFarFromLine: {"Hầu hết các mốc trong tệp nằm cách đường hơn 150 m: rất có thể chọn sai hệ tọa độ (--datum).",
		"Most markers of the file lie more than 150 m from the line: the datum (--datum) is probably wrong."},
	codeTrailNoLine: {"Chưa có đường biên giới nào trong danh mục: hãy nhập đường trước, rồi đến đường tuần tra.",
		"No line is registered: import the line first, then the trails."},
	codeTrailLong: {"Đường tuần tra có quá nhiều điểm: hãy cắt thành hai đường có tên khác nhau.",
		"The trail has too many vertices: cut it into two of different names."},
	codeTrailSegment: {"Danh mục không có đoạn “{text}”.", "The registers have no segment “{text}”."},
	codeTrailChainage: {"Đã ghi đoạn thì cần cả from_m và to_m: lý trình (mét) ứng với điểm đầu và điểm cuối của đường tuần tra.",
		"A segment needs from_m and to_m too: the chainage in metres of the first and the last point of the trail."},
	codeTrailFar: {"Không đoán được đường tuần tra ứng với chỗ nào của đường biên giới: hai đầu phải cách đường không quá 1.000 m và ứng với hai chỗ khác nhau. Hãy ghi segment, from_m, to_m, hoặc kiểm tra --datum.",
		"What of the line the trail stands for cannot be proposed: its ends must lie within 1,000 m of the line and beside different places of it. Say segment, from_m and to_m, or check --datum."},
	codeLinkProposed: {"Đề nghị: ứng với {segment}, km {from} đến km {to}; điểm đầu cách đường biên giới {first} m, điểm cuối cách {last} m.",
		"Proposed: it stands for {segment}, km {from} to {to}; its first point lies {first} m from the line, its last {last} m."},
	codeLinksAsked: {"Có đoạn tương ứng do máy đề nghị: hãy xem từng đề nghị, nếu đúng thì chạy lại với --accept-links.",
		"Links to the line were proposed: read each of them and, if they are right, run again with --accept-links."},
	codeNoTrack: {"Trong tệp không có vết đi nào.", "The file holds no track."},
	codeUntimedTrack: {"Đường “{text}” không có giờ nên không phải là vết đi: không tính là đã tuần tra. Có thể dùng làm kế hoạch tuần tra.",
		"“{text}” has no times, so it is no walk and never counts as a patrol. It may become a plan."},
	codeUntimedPoints: {"{count} điểm của “{text}” không có giờ: bỏ các điểm ấy và để một quãng trống.",
		"{count} points of “{text}” have no time: they are left out and leave a gap."},
	codeTrackClock: {"Giờ của “{text}” không thể đúng ({day}): hãy kiểm tra lại tệp.",
		"The times of “{text}” cannot be true ({day}): check the file."},
	codeZoneAssumed: {"Giờ trong tệp không ghi múi giờ: hiểu là giờ Việt Nam (+07:00). Nếu khác, hãy chọn múi giờ.",
		"The times of the file name no zone: they are taken as those of Viet Nam (+07:00). If they are others, choose the zone."},
	codeTrackShifted: {"Hầu hết vết đi cách đường biên hơn 150 m: có thể chọn sai hệ tọa độ, hoặc đường đi nằm phía trong. Hãy kiểm tra trước khi ghi.",
		"Most of the track lies more than 150 m from the line: the datum may be wrong, or the way runs behind the line. Check before it is written."},
	codeTrackOtherDay: {"Vết đi từ {from} đến {to}, còn bản ghi của ngày {day}: hãy chọn đúng bản ghi hoặc đúng tệp.",
		"The track is of {from} to {to}, the entry of {day}: choose the right entry or file."},
	codeTrackThere: {"Tệp này đã gắn vào bản ghi này.", "This file is attached to this entry already."},
	codeTrackElsewhere: {"Tệp này đã có trong sổ, ở một bản ghi khác: hãy chắc rằng đó cũng là chuyến này.",
		"This file is in the book already, with another entry: make sure that it is the same act."},
	codeTrackKind: {"Loại “{kind}” không ghi vết đi.", "Entries of the kind “{kind}” have no track."},
	codeTrackTooLong: {"“{text}” quá dài để giữ thành một vết đi: hãy chia tệp.",
		"“{text}” is too long to be kept as one track: split the file."},
	codeEntryClosed: {"Bản ghi đã rút nên không nhận thêm vết đi.", "The entry was retracted and takes no track."},
	codeRefused:     {"Danh mục không nhận: {why}", "The registry refuses this: {why}"},
}

// sentence fills the sentence of a code in both languages.
func sentence(code string, args ...any) (vi, en string) {
	var v, e []string
	for i := 0; i+1 < len(args); i += 2 {
		key := "{" + args[i].(string) + "}"
		switch a := args[i+1].(type) {
		case [2]string:
			v, e = append(v, key, a[0]), append(e, key, a[1])
		case string:
			v, e = append(v, key, clip(a)), append(e, key, clip(a))
		}
	}
	s := messages[code]
	return strings.NewReplacer(v...).Replace(s[0]), strings.NewReplacer(e...).Replace(s[1])
}

// clip keeps a sentence readable when a page landed in one cell.
func clip(s string) string {
	const limit = 300
	if rs := []rune(s); len(rs) > limit {
		return string(rs[:limit]) + "…"
	}
	return s
}
