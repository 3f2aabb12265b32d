package grid

// Code names why a file cannot be read. The set is closed.
type Code string

// The codes.
const (
	CodeUnknownFormat Code = "unknown_format"
	CodeEncrypted     Code = "encrypted"
	CodeOldExcel      Code = "old_excel"
	CodeTorn          Code = "torn_file"
	CodeTooLarge      Code = "file_too_large"
	CodeBomb          Code = "unpacks_too_large"
	CodeUnsafe        Code = "unsafe_content" // macros, external links, nested archives
	CodeTooManyRows   Code = "too_many_rows"
	CodeTooManyCols   Code = "too_many_columns"
	CodeTooMuchText   Code = "too_much_text"
	CodeEncoding      Code = "wrong_encoding"
	CodeDelimiter     Code = "unclear_delimiter"
	CodeQuote         Code = "bad_quote"
	CodeEmptyFile     Code = "empty_file"
)

// Error says in both languages why a file is refused and what to do. Sheet
// and the place in it are set where one place is at fault.
type Error struct {
	Code     Code
	Sheet    string
	Row, Col int // from 1; 0 for none
	VI, EN   string
	Cause    error
}

// Error is the English sentence.
func (e *Error) Error() string {
	if e.Row > 0 && e.Col > 0 {
		return e.Sheet + "!" + A1(e.Row, e.Col) + ": " + e.EN
	}
	return e.EN
}

// Unwrap is the failure behind it, if there is one.
func (e *Error) Unwrap() error { return e.Cause }
