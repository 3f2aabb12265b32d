package paper

// Letterhead is the head of the form, boxes 1 to 4 of Decree 30/2020,
// Appendix I, with the national name and motto fixed by the decree.
type Letterhead struct {
	// SuperiorBody is box 2, upper part, one string a line; empty for a
	// People's Committee.
	SuperiorBody []string `json:"superior_body,omitempty"`
	// IssuingBody is box 2, lower part, full name, one string a line; a
	// long line wraps.
	IssuingBody []string `json:"issuing_body"`
	// BodyInText is the issuing body in running text, printed in the
	// reference line of annexes: "Ủy ban nhân dân xã Đình Phong".
	BodyInText string `json:"body_in_text"`
	// NumberSign follows the number: "BC-UBND", in capitals.
	NumberSign string `json:"number_sign"`
	// Number is given by the registry clerk at issue; 0 is a draft.
	Number int `json:"number,omitempty"`
	// Place is the name in box 4: "Đình Phong".
	Place string `json:"place"`
	// Date is the day of the document, YYYY-MM-DD.
	Date string `json:"date"`
	// Urgency is box 10b: "", "HỎA TỐC", "THƯỢNG KHẨN" or "KHẨN".
	Urgency string `json:"urgency,omitempty"`
	// Circulation is box 11: "LƯU HÀNH NỘI BỘ" or other words in capitals.
	Circulation string `json:"circulation,omitempty"`
	// Contact is box 13: address, e-mail, telephone, at the foot of page 1.
	Contact string `json:"contact,omitempty"`
}

// NationalName and Motto are box 1, exactly as the decree prints them.
const (
	NationalName = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	Motto        = "Độc lập - Tự do - Hạnh phúc"
)

// Urgencies are the three stamps of box 10b.
var urgencies = [...]string{"HỎA TỐC", "THƯỢNG KHẨN", "KHẨN"}

// Signature is boxes 7a and 7b. Space for signature and seal is left blank.
type Signature struct {
	// Authority are the lines of box 7a in print order, for example
	// "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH".
	Authority []string `json:"authority"`
	// Rank stands before the name in the armed forces only: "Thiếu tá".
	Rank string `json:"rank,omitempty"`
	// Name is the full name without title or degree.
	Name string `json:"name"`
	// Beside signs at the left, in capitals, one string a line: the secretary
	// of a meeting, the giver on a receipt. Recipients then stand below.
	Beside []string `json:"beside,omitempty"`
}

// Recipients are box 9a (Kính gửi), box 9b (Nơi nhận) and box 12.
type Recipients struct {
	// To are the superiors the report is sent to, without punctuation.
	To []string `json:"to,omitempty"`
	// Copies are the other lines of Nơi nhận, without "- " and ";". For a
	// report to a superior "Như trên" is printed before them.
	Copies []string `json:"copies,omitempty"`
	// FileAt follows "Lưu: ": "VT, VP" (registry, drafting unit).
	FileAt string `json:"file_at"`
	// Drafter is box 12: drafter's initials and copies, "NVA.05".
	Drafter string `json:"drafter,omitempty"`
}

// Profile is the letterhead custom of a kind of body, as data: an office may
// bring its own.
type Profile struct {
	Name string `json:"name"` // state, front, army or an office's own
	// SuperiorRequired: the profile always prints a superior body.
	SuperiorRequired bool `json:"superior_required,omitempty"`
	// SignerRank: the rank stands before the signer's name (armed forces);
	// otherwise ranks and titles are refused.
	SignerRank bool `json:"signer_rank,omitempty"`
	// Delegations are the abbreviations allowed before an office, each with
	// full stop, in the order in which they may follow each other.
	Delegations []string `json:"delegations"`
	Layout      Layout   `json:"layout"`
}

// Layout are the sizes of the form. Lengths are twips (1/1440 inch), font
// sizes points.
type Layout struct {
	MarginTop         int `json:"margin_top_twips"`
	MarginBottom      int `json:"margin_bottom_twips"`
	MarginLeft        int `json:"margin_left_twips"`
	MarginRight       int `json:"margin_right_twips"`
	HeadLeft          int `json:"head_left_twips"`  // width of box 2 and 3
	HeadRight         int `json:"head_right_twips"` // width of box 1 and 4
	HeadCellMargin    int `json:"head_cell_margin_twips"`
	NationalNamePt    int `json:"national_name_pt"`
	MottoPt           int `json:"motto_pt"`
	BodyNamePt        int `json:"body_name_pt"` // issuing and superior body
	NumberPt          int `json:"number_pt"`
	DatePt            int `json:"date_pt"`
	TitlePt           int `json:"title_pt"` // title and subject
	BodyPt            int `json:"body_pt"`
	PageNumberPt      int `json:"page_number_pt"`
	AuthorityPt       int `json:"authority_pt"`
	RecipientsTitlePt int `json:"recipients_title_pt"`
	RecipientsPt      int `json:"recipients_pt"`
	TablePt           int `json:"table_pt"`
	SmallPt           int `json:"small_pt"` // notes, contact, provenance
	FirstLine         int `json:"first_line_twips"`
	ParagraphSpace    int `json:"paragraph_space_twips"`
	// LineSpacing is in 240ths of a line: 276 is 1.15.
	LineSpacing    int `json:"line_spacing_240ths"`
	SignatureLines int `json:"signature_lines"` // blank lines for 7c
}

// A4 page in twips.
const (
	PageWidth  = 11906
	PageHeight = 16838
)

// Decree30 is the layout of Decree 30/2020, Appendix I, with the values that
// domain/documents.md sections 1 and 2 choose inside the allowed ranges.
func Decree30() Layout {
	return Layout{
		MarginTop: 1134, MarginBottom: 1134, MarginLeft: 1701, MarginRight: 1134,
		HeadLeft: 3500, HeadRight: 5572, HeadCellMargin: 28,
		NationalNamePt: 13, MottoPt: 14, BodyNamePt: 13, NumberPt: 13, DatePt: 14,
		TitlePt: 14, BodyPt: 14, PageNumberPt: 14, AuthorityPt: 14,
		RecipientsTitlePt: 12, RecipientsPt: 11, TablePt: 12, SmallPt: 11,
		FirstLine: 720, ParagraphSpace: 120, LineSpacing: 276, SignatureLines: 4,
	}
}

// TextWidth is the width between the margins of a page, in twips.
func (l Layout) TextWidth(landscape bool) int {
	if landscape {
		// The binding edge stays at the top when the page is turned.
		return PageHeight - l.MarginTop - l.MarginBottom
	}
	return PageWidth - l.MarginLeft - l.MarginRight
}

// StateProfile is the letterhead of People's Committees and their steering
// committees.
func StateProfile() Profile {
	return Profile{Name: "state", Delegations: []string{"TM.", "KT.", "TL.", "TUQ.", "Q."}, Layout: Decree30()}
}

// FrontProfile is the letterhead of the Fatherland Front, which follows the
// State form except for head and signing (to confirm with the authority).
func FrontProfile() Profile {
	return Profile{Name: "front", Delegations: []string{"TM.", "T/M", "KT.", "TL.", "TUQ.", "Q."}, Layout: Decree30()}
}

// ArmyProfile is the letterhead of Border Guard and military bodies: superior
// command above, rank before the name (Defence ministry rules to confirm).
func ArmyProfile() Profile {
	return Profile{
		Name: "army", SuperiorRequired: true, SignerRank: true,
		Delegations: []string{"TM.", "KT.", "TL.", "TUQ.", "Q."}, Layout: Decree30(),
	}
}
