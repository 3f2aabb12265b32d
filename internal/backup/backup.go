// Package backup is what a copy of the book is made of: a signed header, the
// rows of every table as one stream for both engines, sealed to a key that lies
// in a safe, the list of shredded cases, and the shares of that key. It knows
// bytes only; what is read and where it is put is said elsewhere.
//
// Nothing of a copy is believed before all of it was: the marker names the
// header, the header is signed and names every file by its hash, and inside the
// sealed file lies the key that signed.
package backup

import "fmt"

// Version is the form of header and stream. A change of form is a new one, and
// the old ones stay readable.
const Version = 1

// Code is why a copy was not made or not put back.
type Code string

// The closed list.
const (
	NoBackup      Code = "no_backup"      // nothing complete lies there
	NotComplete   Code = "not_complete"   // the marker is missing: cut off while it was made
	HeaderAltered Code = "header_altered" // the header is not what the marker or its signature says
	FileMissing   Code = "file_missing"   // a file that the header names is not there
	FileAltered   Code = "file_altered"   // cut off, or not the bytes the header names
	WrongKey      Code = "wrong_key"      // sealed to another recipient
	NewerSchema   Code = "newer_schema"   // made by a newer program
	WrongStream   Code = "wrong_stream"   // opened, but not rows in the agreed form
	OtherBook     Code = "other_book"     // the second place holds another book
	ListMissing   Code = "list_missing"   // no shred list that is as new as the keys of tips
	ListAltered   Code = "list_altered"   // a line of the shred list was altered
	WrongShares   Code = "wrong_shares"   // shares that do not make a key together
	WrongText     Code = "wrong_text"     // not the text of a recipient, identity or share
	NotEmpty      Code = "not_empty"      // the target holds something
	NoPlace       Code = "no_place"       // the second place that was remembered is away
	PlaceBusy     Code = "place_busy"     // another backup is being made there
	Differs       Code = "differs"        // the drill found a difference
)

// Codes is the closed list, for the words that say them.
func Codes() []Code {
	return []Code{NoBackup, NotComplete, HeaderAltered, FileMissing, FileAltered, WrongKey, NewerSchema, WrongStream, OtherBook,
		ListMissing, ListAltered, WrongShares, WrongText, NotEmpty, NoPlace, PlaceBusy, Differs}
}

// Error is a refusal. What names a file, a line or numbers, and nothing that was
// sealed.
type Error struct {
	Code Code
	What string
}

func (e *Error) Error() string { return "backup: " + string(e.Code) + ": " + e.What }

// Refuse makes an Error.
func Refuse(c Code, format string, args ...any) error { return &Error{c, fmt.Sprintf(format, args...)} }
