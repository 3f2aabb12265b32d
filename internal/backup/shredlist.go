package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"phendau/internal/calendar"
)

// ShredList is the list of what was shredded for good, in the order in which it
// was written down: cases, and keys of quarters. Each line holds the hash of the
// one before, the first that of the book, so that no line can be altered, moved
// or taken out of the middle. What is cut off at the end shows where a copy of
// the vault knew more lines.
type ShredList struct {
	hashes []string // of each line; the first is that of the book
	listed map[string]bool
	holder []string
}

// NewShredList is the empty list of a book.
func NewShredList(instance string) *ShredList {
	return &ShredList{hashes: []string{hexOf("phendau/shred-list/1\n" + instance)}, listed: map[string]bool{}}
}

func hexOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// ReadShredList reads a list. A last line without its end was torn by a crash: it
// is passed over and whole says how many bytes are good, behind which the next
// line is written.
func ReadShredList(instance string, b []byte) (l *ShredList, whole int, err error) {
	l = NewShredList(instance)
	for line := range strings.Lines(string(b)) {
		if !strings.HasSuffix(line, "\n") {
			break
		}
		if err := l.take(strings.TrimSuffix(line, "\n")); err != nil {
			return nil, 0, err
		}
		whole += len(line)
	}
	return l, whole, nil
}

func (l *ShredList) take(line string) error {
	part := strings.Split(line, " ")
	if len(part) != 4 {
		return Refuse(ListAltered, "line %d", l.Lines()+1)
	}
	if _, err := calendar.ParseDay(part[2]); err != nil || l.line(part[1], part[2]) != line {
		return Refuse(ListAltered, "line %d", l.Lines()+1)
	}
	l.add(part[1], part[3])
	return nil
}

// line is the next line for a holder.
func (l *ShredList) line(holder, day string) string {
	text := strconv.Itoa(l.Lines()+1) + " " + holder + " " + day
	return text + " " + hexOf(l.hashes[l.Lines()]+"\n"+text)
}

func (l *ShredList) add(holder, hash string) {
	l.hashes, l.holder, l.listed[holder] = append(l.hashes, hash), append(l.holder, holder), true
}

// Append gives the lines for those holders that are not listed yet, and lists
// them.
func (l *ShredList) Append(day calendar.Day, holders ...string) []byte {
	var out strings.Builder
	for _, h := range holders {
		if l.listed[h] {
			continue
		}
		line := l.line(h, day.String())
		out.WriteString(line + "\n")
		l.add(h, line[strings.LastIndexByte(line, ' ')+1:])
	}
	return []byte(out.String())
}

// Lines is the number of lines.
func (l *ShredList) Lines() int { return len(l.holder) }

// Holders are all that is listed, in order.
func (l *ShredList) Holders() []string { return l.holder }

// At is how far the list goes.
func (l *ShredList) At() Shreds { return Shreds{l.Lines(), l.hashes[l.Lines()]} }

// Reaches says that the list is as new as a copy that knew so much of it.
func (l *ShredList) Reaches(s Shreds) bool {
	return s.Lines >= 0 && s.Lines <= l.Lines() && l.hashes[s.Lines] == s.Hash
}
