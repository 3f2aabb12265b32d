package paper

import (
	"fmt"
	"strconv"
	"strings"
)

// letters is the order of Vietnamese letters in lists: no ă â ê ô ơ ư and no
// f j w z; the fifth is đ (domain/documents.md section 2).
var letters = [...]string{
	"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m",
	"n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y",
}

// MaxLetters is the number of letters; "aa" is not used.
const MaxLetters = len(letters)

// Letter returns the nth list letter from 1, and false beyond the 23rd.
func Letter(n int) (string, bool) {
	if n < 1 || n > MaxLetters {
		return "", false
	}
	return letters[n-1], true
}

// Roman returns n in Roman numerals; n from 1 to 3999, else "".
func Roman(n int) string {
	if n < 1 || n > 3999 {
		return ""
	}
	steps := []struct {
		value int
		sign  string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
		{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	}
	var b strings.Builder
	for _, s := range steps {
		for n >= s.value {
			b.WriteString(s.sign)
			n -= s.value
		}
	}
	return b.String()
}

// Number writes the label of every heading of the body and of the annexes.
// It refuses a skipped level and a 24th letter; labels up to there are kept.
func (d *Document) Number() error {
	if err := number(d.Body, "body"); err != nil {
		return err
	}
	for i := range d.Annexes {
		if err := number(d.Annexes[i].Blocks, fmt.Sprintf("annexes/%d", i)); err != nil {
			return err
		}
	}
	return nil
}

func number(blocks []Block, path string) error {
	var c counter
	for i, b := range blocks {
		if b.Heading == nil {
			continue
		}
		label, err := c.next(b.Heading.Level)
		if err != nil {
			return fmt.Errorf("%s/%d: %w", path, i, err)
		}
		b.Heading.Label = label
	}
	return nil
}

// counter walks headings in order. The first heading's level is the top one:
// a short report may begin with "1.", a long one with "Phần I".
type counter struct {
	top, last Level
	counts    [LevelLetter + 1]int
}

func (c *counter) next(l Level) (string, error) {
	if l < LevelPart || l > LevelLetter {
		return "", fmt.Errorf("heading level %d does not exist", l)
	}
	switch {
	case c.top == 0 && l == LevelLetter:
		return "", fmt.Errorf("a letter stands under no number")
	case c.top == 0:
		c.top = l
	case l < c.top:
		return "", fmt.Errorf("heading level %d is above the first heading's level %d", l, c.top)
	case l > c.last+1:
		return "", fmt.Errorf("heading level %d follows level %d: a level is skipped", l, c.last)
	}
	c.last = l
	c.counts[l]++
	for deeper := l + 1; deeper <= LevelLetter; deeper++ {
		c.counts[deeper] = 0
	}
	return label(l, c.counts[l])
}

func label(l Level, n int) (string, error) {
	switch l {
	case LevelPart:
		return "Phần " + Roman(n), nil
	case LevelRoman:
		return Roman(n) + ".", nil
	case LevelNumber:
		return strconv.Itoa(n) + ".", nil
	}
	s, ok := Letter(n)
	if !ok {
		return "", fmt.Errorf("the list has a letter number %d; Vietnamese lists end at %d", n, MaxLetters)
	}
	return s + ")", nil
}
