// Package tip is what a resident's tip (tin báo) is made of: the files it is
// sealed in, the receipt by which its sender finds it again, the dialogue, the
// keys of a desk and the shares in which a lost key is kept.
//
// Nobody between sender and desk can read a tip, and nothing in it says who
// sent it. The body and every file are sealed to a fresh key of the case; that
// key, 77 bytes, is sealed to the epoch key of a desk. Whoever joins, leaves or
// takes a case over needs another copy of the 77 bytes and never the body
// again; without those bytes the body is noise, which is how a case is shredded.
//
// Everything sealed has one of a few fixed sizes, so that no size tells a short
// tip from a long one, a true one from a dummy, or one that two people must
// open from any other. Ids are 128 random bits: an id that holds a time would
// say when the sender pressed the button.
//
// Sealing is age with hybrid recipients (ML-KEM-768 and X25519) only.
package tip

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// ID is a case, a lookup, a desk or a file: 128 random bits.
type ID [16]byte

// NewID draws an id.
func NewID(rand io.Reader) (ID, error) {
	var id ID
	_, err := io.ReadFull(rand, id[:])
	return id, err
}

// String is 32 lower-case hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ParseID reads what String writes.
func ParseID(text string) (ID, error) {
	var id ID
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(id) || hex.EncodeToString(b) != text {
		return id, &Error{WrongID, fmt.Sprintf("%d letters are no id", len(text))}
	}
	return ID(b), nil
}

// UUID writes an id as registers and ledgers do: a desk is named by the id of its
// body, a case by its 128 random bits.
func (id ID) UUID() string {
	s := id.String()
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// IDOfUUID reads what UUID writes.
func IDOfUUID(text string) (ID, error) {
	if len(text) != 36 {
		return ID{}, fail(WrongID, "%d letters are no UUID", len(text))
	}
	id, err := ParseID(strings.ReplaceAll(text, "-", ""))
	if err == nil && id.UUID() != text {
		return ID{}, fail(WrongID, "no UUID")
	}
	return id, err
}

// MarshalText and UnmarshalText write and read an id in JSON.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (id *ID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseID(string(b))
	return err
}

// Code is why something sealed was refused.
type Code string

// The closed list.
const (
	WrongID        Code = "wrong_id"
	WrongSize      Code = "wrong_size"      // not the fixed size of its kind
	WrongMagic     Code = "wrong_magic"     // a slot that does not begin as one
	NotHybrid      Code = "not_hybrid"      // another kind or number of recipients than sealing makes
	NoKey          Code = "no_key"          // none of the keys opens it
	Damaged        Code = "damaged"         // opened in part, or not what the sender signed for
	WrongFrame     Code = "wrong_frame"     // a length beyond the frame, or padding that is not zero
	WrongText      Code = "wrong_text"      // not the JSON that was agreed
	TooLong        Code = "too_long"        // more than the frame holds
	OtherCase      Code = "other_case"      // sealed for another case or direction
	OutOfOrder     Code = "out_of_order"    // a message is missing, doubled or moved
	NotSigned      Code = "not_signed"      // says it is the desk's and is not
	WrongReceipt   Code = "wrong_receipt"   // a mistyped receipt
	WrongEpoch     Code = "wrong_epoch"     // a key record that must not be believed
	SharesMissing  Code = "shares_missing"  // too few shares, or of different splits
	SharesRefused  Code = "shares_refused"  // numbers a split does not allow
	OpensSeparated Code = "opens_separated" // one half of a key that two people hold
)

// Error is a refusal. Its text holds nothing of what was sealed.
type Error struct {
	Code Code
	What string
}

func (e *Error) Error() string { return "tip: " + string(e.Code) + ": " + e.What }

func fail(c Code, format string, args ...any) error { return &Error{c, fmt.Sprintf(format, args...)} }
