package tip

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"phendau/internal/calendar"
	"phendau/internal/canon"
)

// How a sender knows. It is asked before anything else, and never which person
// is meant: there is no field for a suspect, a name or a number.
const (
	Saw   = "saw"   // tôi thấy
	Heard = "heard" // nghe người khác nói
	Guess = "guess" // tôi đoán
)

// Ways a tip was sealed, said inside it.
const (
	ViaPhone   = "phone"   // on the sender's phone or browser
	ViaForm    = "form"    // on the server, which saw the text while it did
	ViaOfficer = "officer" // by an officer for somebody who came, wrote or called
)

// Bounds in bytes of the JSON string, its escapes included. A longer text goes
// on in messages.
const (
	MaxText  = 12_000
	MaxPlace = 300
	MaxFiles = 3
)

// File is one attachment, or a stand-in for one: their number is always 0, 1
// or 3.
type File struct {
	ID     ID     `json:"id"`
	SHA256 string `json:"sha256"` // of the sealed file
	Kind   string `json:"kind"`   // photo, voice, document
	Real   bool   `json:"real,omitempty"`
}

// Body is what a sender says.
type Body struct {
	V        int    `json:"v"`
	Case     ID     `json:"case"`
	Dir      string `json:"dir"`
	Seq      int    `json:"seq"`
	How      string `json:"how"`
	When     string `json:"when,omitempty"`
	Where    string `json:"where,omitempty"`
	Place    string `json:"place,omitempty"` // commune or marker chosen from a list
	Position string `json:"position,omitempty"`
	Text     string `json:"text"`
	Topic    string `json:"topic,omitempty"` // value of the catalogue
	Urgent   bool   `json:"urgent,omitempty"`
	Lang     string `json:"lang,omitempty"`
	Via      string `json:"via"`
	Files    []File `json:"files"`
	Receipt  string `json:"receipt"` // recipient to which the desk answers
	Day      string `json:"day"`
}

// Mine is what leads a sender with nothing but the receipt back to the case:
// the server is not trusted to name its key.
type Mine struct {
	Case          ID     `json:"case"`
	Desk          ID     `json:"desk"`
	Epoch         uint32 `json:"epoch"`
	CaseRecipient string `json:"case_recipient"`
	EpochRecord   string `json:"epoch_record"` // sha-256
	Files         []File `json:"files"`
	Day           string `json:"day"`
}

// check says what a body may not be.
func (b *Body) check() error {
	switch {
	case b.V != 1 || b.Dir != In || b.Seq != 0:
		return fail(WrongText, "not a first message of version 1")
	case !slices.Contains([]string{Saw, Heard, Guess}, b.How):
		return fail(WrongText, "it does not say how the sender knows")
	case !slices.Contains([]string{ViaPhone, ViaForm, ViaOfficer}, b.Via):
		return fail(WrongText, "it does not say where it was sealed")
	case !utf8.ValidString(b.Text + b.When + b.Where + b.Place + b.Position):
		return fail(WrongText, "not UTF-8")
	case !Fits(b.Text, b.When, b.Where, b.Place, b.Position):
		return fail(TooLong, "a text is too long")
	}
	if _, err := calendar.ParseDay(b.Day); err != nil {
		return fail(WrongText, "no day")
	}
	return checkFiles(b.Files)
}

func checkFiles(files []File) error {
	if n := len(files); n != 0 && n != 1 && n != MaxFiles {
		return fail(WrongText, "%d files", n)
	}
	for _, f := range files {
		if !slices.Contains([]string{"photo", "voice", "document"}, f.Kind) || !isHash(f.SHA256) {
			return fail(WrongText, "a file without kind or hash")
		}
	}
	return nil
}

// Fits says whether a text and what stands beside it, such as when and where, are
// short enough.
func Fits(text string, beside ...string) bool {
	for _, t := range beside {
		if encoded(t) > MaxPlace {
			return false
		}
	}
	return encoded(text) <= MaxText
}

// encoded is how many bytes a text takes in JSON.
func encoded(text string) int {
	return len(canon.AppendString(nil, norm.NFC.String(text))) - 2
}

func isHash(text string) bool {
	if len(text) != 64 {
		return false
	}
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
