package catalogue

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// utf8BOM is written by Windows Notepad; it is the only mark accepted.
var utf8BOM = []byte("\xef\xbb\xbf")

// source is a readable file: its top-level mapping.
type source struct {
	file    string
	content []byte
	root    *yaml.Node
}

// read checks one file as text and as YAML. It returns nil when nothing of
// the file can be compiled.
func (c *compiler) read(f File) *source {
	if len(f.Content) > MaxFileBytes {
		c.errAt(f.Name, 0, 0, CodeFileTooLarge, "size", strconv.Itoa(len(f.Content)), "max", strconv.Itoa(MaxFileBytes))
		return nil
	}
	if !c.checkText(f) {
		c.remember(f.Content)
		return nil
	}
	root := c.parse(f)
	if root == nil {
		c.remember(f.Content)
		return nil
	}
	c.checkNodes(f.Name, root, 1)
	return &source{file: f.Name, content: f.Content, root: root}
}

// checkText refuses what makes two equal-looking files differ: other
// encodings, decomposed letters, tabs, invisible characters. It reports the
// first of each on a line and returns whether parsing makes sense.
func (c *compiler) checkText(f File) bool {
	content := bytes.TrimPrefix(f.Content, utf8BOM)
	if bytes.ContainsRune(content, 0) || bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		c.errAt(f.Name, 1, 1, CodeNotUTF8)
		return false
	}
	ok := true
	for i, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if col := invalidUTF8(line); col > 0 {
			c.errAt(f.Name, i+1, col, CodeNotUTF8)
			ok = false
			continue
		}
		ok = c.checkLine(f.Name, i+1, line) && ok
	}
	return ok
}

// checkLine reports unwanted characters of one line. Only a tab stops the
// file, since YAML may read it as structure.
func (c *compiler) checkLine(file string, n int, line string) bool {
	if !norm.NFC.IsNormalString(line) {
		c.errAt(file, n, column(line, norm.NFC.QuickSpanString(line)), CodeNotNFC)
	}
	tab := strings.IndexByte(line, '\t')
	if tab >= 0 {
		c.errAt(file, n, column(line, tab), CodeTab)
	}
	if i := strings.IndexFunc(line, unwanted); i >= 0 {
		r, _ := utf8.DecodeRuneInString(line[i:])
		c.errAt(file, n, column(line, i), CodeBadCharacter, "char", fmt.Sprintf("U+%04X", r))
	}
	return tab < 0
}

// unwanted are control characters, invisible ones, direction marks and the
// replacement character of a lost letter. Zero-width joiners are not used by
// any language recorded here.
func unwanted(r rune) bool {
	switch {
	case r == '\t':
		return false
	case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0xad, r == 0xfeff, r == 0xfffd:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	case r >= 0xe000 && r <= 0xf8ff: // private use: old Vietnamese fonts
		return true
	}
	return false
}

func invalidUTF8(line string) int {
	for i, r := range line {
		if r == utf8.RuneError && !strings.HasPrefix(line[i:], "\uFFFD") {
			return column(line, i)
		}
	}
	return 0
}

// column counts characters before byte offset i, from 1.
func column(line string, i int) int { return utf8.RuneCountInString(line[:i]) + 1 }

// parse reads the one YAML document of a file and reports why it cannot.
func (c *compiler) parse(f File) *yaml.Node {
	doc, err := decode(f.Content)
	switch {
	case errors.Is(err, io.EOF):
		c.warnAt(f.Name, 1, 1, CodeEmptyFile)
		return nil
	case errors.Is(err, errManyDocuments):
		c.errAt(f.Name, 1, 1, CodeManyDocuments)
		return nil
	case err != nil:
		c.errAt(f.Name, yamlErrorLine(err), 1, CodeBadYAML, "detail", plain(yamlDetail(err)))
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		c.warnAt(f.Name, 1, 1, CodeEmptyFile)
		return nil
	}
	return doc.Content[0]
}

var errManyDocuments = errors.New("more than one document")

// decode parses YAML into nodes, which expands no alias. The parser is foreign
// code fed with foreign files, so a panic in it becomes an error.
func decode(content []byte) (doc *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(content))
	doc = new(yaml.Node)
	if err := d.Decode(doc); err != nil {
		return nil, err
	}
	if err := d.Decode(new(yaml.Node)); errors.Is(err, io.EOF) {
		return doc, nil
	} else if err != nil {
		return nil, err
	}
	return nil, errManyDocuments
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// yamlErrorLine takes the line out of the parser's text, its only place; a
// changed text costs the line, nothing else. Lines of grammar errors count
// from 0, those of the scanner from 1.
func yamlErrorLine(err error) int {
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return 1
	}
	n, _ := strconv.Atoi(m[1])
	if strings.Contains(err.Error(), "did not find expected") {
		n++
	}
	return max(n, 1)
}

// checkNodes refuses YAML features a clerk does not need and an attacker
// does: aliases, tags, depth. It does not go below maxDepth and stops at the
// first node too deep; false says so.
func (c *compiler) checkNodes(file string, n *yaml.Node, depth int) bool {
	switch {
	case depth > maxDepth:
		c.err(file, n, CodeTooDeep)
		return false
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		c.err(file, n, CodeAlias)
	case n.Style&yaml.TaggedStyle != 0:
		c.err(file, n, CodeTag)
	}
	for _, child := range n.Content {
		if !c.checkNodes(file, child, depth+1) {
			return false
		}
	}
	return true
}

// yamlDetail is the parser's own words without the line, which it may miss.
func yamlDetail(err error) string {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	return clip(strings.TrimPrefix(yamlLine.ReplaceAllString(text, ""), ": "))
}

var looksLikeID = regexp.MustCompile(`(?m)^ *([a-z][a-z0-9_.]*)!?:`)

// remember notes every word of an unreadable file that looks like a defined
// id, so that other files are not blamed for referring to it.
func (c *compiler) remember(content []byte) {
	for _, m := range looksLikeID.FindAllSubmatch(content, -1) {
		c.maybe[string(m[1])] = true
	}
}
