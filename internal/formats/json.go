package formats

import (
	"encoding/json"
	"io"
	"strings"
)

// maxJSONDepth bounds nesting; GeoJSON needs eleven levels.
const maxJSONDepth = 16

// maxJSONToken bounds one token, so that no text fills the memory.
const maxJSONToken = 1 << 20

// jsonReader reads tokens within bounds.
type jsonReader struct {
	d     *json.Decoder
	in    *tokenBudget
	depth int
}

// tokenBudget ends a token that is too long.
type tokenBudget struct {
	r    io.Reader
	left int
}

func (t *tokenBudget) Read(p []byte) (int, error) {
	if t.left <= 0 {
		return 0, refuse(CodeTooMuchText)
	}
	n, err := t.r.Read(p[:min(len(p), t.left)])
	t.left -= n
	return n, err
}

func newJSON(r io.Reader) *jsonReader {
	in := &tokenBudget{r: r}
	d := json.NewDecoder(in)
	d.UseNumber()
	return &jsonReader{d: d, in: in}
}

func (r *jsonReader) offset() int64 { return r.d.InputOffset() }

func (r *jsonReader) token() (json.Token, error) {
	r.in.left = maxJSONToken
	tok, err := r.d.Token()
	if err != nil {
		return nil, err
	}
	switch tok {
	case json.Delim('{'), json.Delim('['):
		if r.depth++; r.depth > maxJSONDepth {
			return nil, refuse(CodeDeep)
		}
	case json.Delim('}'), json.Delim(']'):
		r.depth--
	}
	return tok, nil
}

// members visits the members of an object just begun; visit takes the value.
func (r *jsonReader) members(visit func(key string) error) error {
	for {
		tok, err := r.token()
		if err != nil {
			return inside(err)
		}
		key, ok := tok.(string)
		if !ok {
			return nil // the end of the object
		}
		if err := visit(key); err != nil {
			return inside(err)
		}
	}
}

// items visits the items of an array that comes next; anything else is skipped.
func (r *jsonReader) items(visit func(json.Token) error) error {
	tok, err := r.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('[') {
		return r.skipFrom(tok)
	}
	return r.rest(visit)
}

// rest visits the items of an array just begun, each by its first token.
func (r *jsonReader) rest(visit func(json.Token) error) error {
	for {
		tok, err := r.token()
		if err != nil {
			return inside(err)
		}
		if tok == json.Delim(']') {
			return nil
		}
		if err := visit(tok); err != nil {
			return inside(err)
		}
	}
}

// text is the next value as text, "" for what is none.
func (r *jsonReader) text() (string, error) {
	tok, err := r.token()
	if err != nil {
		return "", err
	}
	if s, ok := tok.(string); ok {
		return strings.ToValidUTF8(s, ""), nil
	}
	return "", r.skipFrom(tok)
}

func (r *jsonReader) skip() error {
	tok, err := r.token()
	if err != nil {
		return err
	}
	return r.skipFrom(tok)
}

// skipAfter skips a value that is not what was looked for, unless reading its
// first token failed.
func (r *jsonReader) skipAfter(tok json.Token, err error) error {
	if err != nil {
		return err
	}
	return r.skipFrom(tok)
}

// skipFrom goes behind the value that began with tok.
func (r *jsonReader) skipFrom(tok json.Token) error {
	if tok != json.Delim('{') && tok != json.Delim('[') {
		return nil
	}
	for depth := r.depth; r.depth >= depth; {
		if _, err := r.token(); err != nil {
			return inside(err)
		}
	}
	return nil
}

// lineOf counts the lines of the file up to a byte.
func (s *source) lineOf(offset int64) int {
	in := io.LimitReader(s.stream(), offset)
	buf := make([]byte, 32<<10)
	line := 1
	for {
		n, err := in.Read(buf)
		for _, b := range buf[:n] {
			if b == '\n' {
				line++
			}
		}
		if err != nil {
			return line
		}
	}
}
