package canon

import (
	"bytes"
	"fmt"
	"strconv"
)

// Check reports whether b is exactly one canonical value. It allocates
// nothing that grows with hostile input and stops at the first fault.
func Check(b []byte) error {
	c := checker{b: b}
	if err := c.value(0); err != nil {
		return err
	}
	if c.i != len(b) {
		return c.fail("bytes after the value")
	}
	return nil
}

type checker struct {
	b []byte
	i int
}

func (c *checker) fail(why string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrNotCanonical, why, c.i)
}

func (c *checker) next() byte {
	if c.i >= len(c.b) {
		return 0
	}
	return c.b[c.i]
}

func (c *checker) value(depth int) error {
	if depth > maxDepth {
		return c.fail("nested too deep")
	}
	switch ch := c.next(); {
	case ch == '{':
		return c.object(depth)
	case ch == '[':
		return c.array(depth)
	case ch == '"':
		_, err := c.str()
		return err
	case ch == 't':
		if bytes.HasPrefix(c.b[c.i:], []byte("true")) {
			c.i += 4
			return nil
		}
	case ch == '-' || ch >= '0' && ch <= '9':
		return c.number()
	}
	return c.fail("unexpected byte")
}

func (c *checker) number() error {
	start := c.i
	if c.next() == '-' {
		c.i++
	}
	for ch := c.next(); ch >= '0' && ch <= '9'; ch = c.next() {
		c.i++
	}
	s := string(c.b[start:c.i])
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > MaxInt || n < -MaxInt || strconv.FormatInt(n, 10) != s {
		c.i = start
		return c.fail("number is not a plain integer")
	}
	return nil
}

// str checks a string and returns its raw bytes between the quotes.
func (c *checker) str() ([]byte, error) {
	c.i++
	start := c.i
	for {
		switch ch := c.next(); {
		case c.i >= len(c.b):
			return nil, c.fail("string does not end")
		case ch == '"':
			raw := c.b[start:c.i]
			c.i++
			return raw, c.text(raw)
		case ch < 0x20:
			return nil, c.fail("control character")
		case ch == '\\':
			if err := c.escape(); err != nil {
				return nil, err
			}
		default:
			c.i++
		}
	}
}

func (c *checker) escape() error {
	rest := c.b[c.i:]
	if len(rest) >= 2 && bytes.IndexByte([]byte(`"\btnfr`), rest[1]) >= 0 {
		c.i += 2
		return nil
	}
	if len(rest) < 6 || !bytes.HasPrefix(rest, []byte(`\u00`)) {
		return c.fail("escape is not the minimal one")
	}
	n, err := strconv.ParseUint(string(rest[4:6]), 16, 8)
	if err != nil || !bytes.Equal(appendControl(nil, byte(n)), rest[:6]) || n >= 0x20 {
		return c.fail("escape is not the minimal one")
	}
	c.i += 6
	return nil
}

// text checks the raw bytes; an escape stands between characters that could
// only combine over it with a control character, so raw NFC suffices.
func (c *checker) text(raw []byte) error {
	if !validText(raw) {
		return c.fail("text is not UTF-8 in NFC")
	}
	return nil
}

func (c *checker) array(depth int) error {
	c.i++
	if c.next() == ']' {
		c.i++
		return nil
	}
	for {
		if err := c.value(depth + 1); err != nil {
			return err
		}
		switch c.next() {
		case ',':
			c.i++
		case ']':
			c.i++
			return nil
		default:
			return c.fail("array does not go on")
		}
	}
}

func (c *checker) object(depth int) error {
	c.i++
	if c.next() == '}' {
		c.i++
		return nil
	}
	var prev []byte
	for {
		key, err := c.key(prev)
		if err != nil {
			return err
		}
		prev = key
		if err := c.value(depth + 1); err != nil {
			return err
		}
		switch c.next() {
		case ',':
			c.i++
		case '}':
			c.i++
			return nil
		default:
			return c.fail("object does not go on")
		}
	}
}

func (c *checker) key(prev []byte) ([]byte, error) {
	if c.next() != '"' {
		return nil, c.fail("key expected")
	}
	key, err := c.str()
	switch {
	case err != nil:
		return nil, err
	case !validKey(string(key)):
		return nil, c.fail("key has other characters than a-z, 0-9 and _")
	case prev != nil && bytes.Compare(prev, key) >= 0:
		return nil, c.fail("keys are not sorted or stand twice")
	case c.next() != ':':
		return nil, c.fail("value expected")
	}
	c.i++
	return key, nil
}
