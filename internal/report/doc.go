// Package report turns templates bound to figures into the document model of
// internal/paper. It computes nothing by itself and stores nothing: every
// number is a cell of internal/figure, registered in the document with its
// selection, so that it opens.
//
// Which one do I use?
//
//   - Compile reads template files (Base() and those of an office) and names
//     file and line of every mistake. Make fills one template.
//   - PapersOf compiles the papers of a book, which are filled from entries and
//     not from figures; MakePaper fills one.
//   - Report.JSON is the stable form for programs; Report.Document is for the
//     writers of internal/document.
//   - LockBody gives what a lock operation carries and the bytes to keep;
//     Reprint brings a locked report back; Compare says what changed since.
//
// # Template files
//
// A file is YAML with the one key "reports": id -> report. An office adds
// reports under ids of its own; "extends: ID" takes over everything that is
// not written again. Keys of a report:
//
//	version:    a number that rises with every change of wording
//	name:       Vietnamese | English
//	extends:    id of another report
//	letterhead: state, front or army
//	period:     what the report is usually asked for: month, year or range
//	calendar:   civil or official, when the caller names none
//	status:     submitted+ or verified:1 to verified:4, likewise
//	viewpoint:  joint, own (the issuing body's own) or body=ID, likewise
//	head:       default boxes: superior, body, body_in_text, sign, place,
//	            authority, rank, to, copies, file_at; "{PLACE}" is the place's
//	            name in capitals. The facts of the caller come first.
//	title, subject, basis (Căn cứ ...), body, annexes
//
// The body is a list of blocks, each a mapping with one of these keys:
//
//	part, roman, number:  a heading with this title
//	point, letter:        a numbered sentence ("1. ...", "a) ...")
//	p, note:              a paragraph, a small remark
//	table, chart:         see tableForm and chartForm in compile_table.go
//	strip:                {name}: where along the line somebody was, and when;
//	                      nothing where the place holds no stretch of a line
//	fixed:                the tables of a fixed annex (not basis) in the body
//
// Annexes are "basis", "completeness", "adjustments", "doubts", a list of these
// that stand in one annex, or a mapping {name, landscape, body}. One that has
// nothing to say is left out.
//
// # Sentences
//
// A sentence is text with figures in braces:
//
//	{outreach.sessions} buổi/{outreach.participant_turns} lượt
//	{outreach}                    all its measures with units: 3.957 buổi/99.273 lượt
//	{twinning.gifts|over|unit}    print style and unit: trên 2,6 tỷ đồng
//	{patrol.post@last_year}       now, previous, last_year, ytd (since 1 January)
//
// Print styles: over, nearly, rounded, order (see Style), lead (05), plain.
// Other words in braces: {place} {Place} {PLACE} {place_name} {period} {days}
// {from} {to} {year} {map_day} {body}. "{{" and "}}" are braces. Names of the
// registers, with what is said where they know none: {above|cấp trên} is the unit
// above the place, {over post gate_post|đồn phụ trách} the bodies of these
// types whose area holds it.
//
// A paragraph is one sentence or a list of them; a sentence may be a mapping:
//
//	say:      the sentence
//	of:       the figure it is about, otherwise the first one named in it
//	zero:     said instead where a zero was signed, "{reason}" is its reason
//	nothing:  where the sum is 0 without anybody having signed for it
//	missing:  where nobody reported, or nothing is known and nobody had to report
//	none:     where it does not apply to the place
//	uncounted: where it was done and not counted
//	ambiguous: where documents contradict each other
//	otherwise: in every case above that has no wording here
//	done:     ids of indicators: say only if one of them has entries, without
//	          a number; otherwise missing, which is then not said by default
//	items:    list of {done, say}: the parts that were done are joined and
//	          put for "{items}" in say
//
// A wording may be a mapping itself, a sentence about another figure: the value
// of gifts is said after their number where they were counted.
//
// Where such a wording is left out, a plain one is made from the indicator's
// name, so that "0", "chưa báo cáo" and "không áp dụng" never look alike.
// Written as "" it leaves the sentence out.
//
// # Papers of entries
//
// A file may have the key "papers": id -> paper. Keys: version, name, extends,
// letterheads, kinds, many, groups, needs, sign, beside (a second signer), head (by letterhead, over that
// of papers/heads.yaml), title (none is a letter), subject, basis, body.
//
// Texts name fields of entries in braces, of a group ("gifts.value_vnd") or of
// every entry at hand: count, kind, day, where, owner, bodies, givers, receivers, documents,
// markers, note, place_note, a measure, a breakdown of one
// ("quantity/gift_item"), a dimension. Over several entries values add up and
// words are joined, each once. Styles: unit, spelled, long, lead, capital. Words
// of the paper itself: {place} {Place} {PLACE} {place_name} {body} {year} {blank}.
// What no entry says is a blank to write on, in a list an empty cell.
//
// The body has the headings and paragraphs of a report, whose sentences may be
// {if, say, else} about a field or a group, and:
//
//	list:   {name, of, rows, by, fill_to, columns}; rows are entries (each with
//	        what it is linked to), parts of a breakdown, values of a dimension,
//	        or blank; fill_to adds blank rows up to a number, 500 at most. Columns:
//	        {title, say, total, share, align}; {n} {value} {amount} {unit}
//	two:    list of {vi, en}, side by side
//	space:  {title, rows}: a framed place to be filled in by hand
package report
