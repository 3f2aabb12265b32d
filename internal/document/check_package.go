package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// maxPart bounds a part while checking, against zip bombs.
const maxPart = 64 << 20

// node is one XML element; text stands in nodes of name "".
type node struct {
	name     string
	attrs    map[string]string
	children []*node
	text     string
}

func parseXML(r io.Reader) (*node, error) {
	dec := xml.NewDecoder(r)
	root := &node{}
	stack := []*node{root}
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("parse XML: %w", err)
		}
		top := stack[len(stack)-1]
		switch t := tok.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: map[string]string{}}
			for _, a := range t.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.children = append(top.children, &node{text: string(t)})
		case xml.Directive:
			return nil, fmt.Errorf("parse XML: a document type is not allowed")
		}
	}
	if len(root.children) == 0 {
		return nil, fmt.Errorf("parse XML: empty")
	}
	return root, nil
}

// find follows names downward and returns the first match, or nil. It is
// safe on nil.
func (n *node) find(names ...string) *node {
	for _, name := range names {
		if n == nil {
			return nil
		}
		var next *node
		for _, ch := range n.children {
			if ch.name == name {
				next = ch
				break
			}
		}
		n = next
	}
	return n
}

func (n *node) all(name string) (out []*node) {
	if n == nil {
		return nil
	}
	for _, ch := range n.children {
		if ch.name == name {
			out = append(out, ch)
		}
		out = append(out, ch.all(name)...)
	}
	return out
}

// val is the w:val of a child, "" when absent.
func (n *node) val(names ...string) string {
	if f := n.find(names...); f != nil {
		return f.attrs["val"]
	}
	return ""
}

// num is an attribute as a number, 0 when absent.
func (n *node) num(attr string) int {
	if n == nil {
		return 0
	}
	v, err := strconv.Atoi(n.attrs[attr])
	if err != nil {
		return 0
	}
	return v
}

// plain is all text inside w:t, in order.
func (n *node) plain() string {
	var b strings.Builder
	n.walkText(&b, false)
	return b.String()
}

func (n *node) walkText(b *strings.Builder, inT bool) {
	if n.name == "" && inT {
		b.WriteString(n.text)
	}
	for _, ch := range n.children {
		ch.walkText(b, inT || n.name == "t")
	}
}

// open reads the package: check 1 without the comparison of bytes.
func (c *checker) open(b []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		c.fail(1, "not a zip package: %v", err)
		return false
	}
	c.parts = map[string]*node{}
	names := map[string]bool{}
	for _, f := range z.File {
		names[f.Name] = true
		if !strings.HasSuffix(f.Name, ".xml") && !strings.HasSuffix(f.Name, ".rels") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			c.fail(1, "part %s: %v", f.Name, err)
			continue
		}
		n, err := parseXML(io.LimitReader(r, maxPart))
		c.want(1, err == nil, "part %s: %v", f.Name, err)
		if closeErr := r.Close(); closeErr != nil {
			c.fail(1, "part %s: %v", f.Name, closeErr)
		}
		if n != nil {
			c.parts[f.Name] = n
		}
	}
	c.relations(names)
	if c.parts["word/document.xml"].find("document", "body") == nil || c.parts["word/styles.xml"] == nil {
		c.fail(1, "the package has no document or styles")
		return false
	}
	c.readStyles()
	c.readSections()
	return true
}

// relations: every target is inside the package and exists.
func (c *checker) relations(names map[string]bool) {
	for name, n := range c.parts {
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		base := path.Dir(path.Dir(name))
		for _, r := range n.all("Relationship") {
			target := r.attrs["Target"]
			c.want(1, r.attrs["TargetMode"] != "External" && !strings.Contains(target, ":"), "%s relates to %q outside the package", name, target)
			c.want(1, names[path.Join(base, target)], "%s relates to missing part %q", name, target)
		}
	}
}

// deterministic prints the document again and compares.
func (c *checker) deterministic(b []byte) {
	var again bytes.Buffer
	if err := writeDOCX(&again, c.doc); err != nil {
		c.fail(1, "printing again: %v", err)
		return
	}
	c.want(1, bytes.Equal(b, again.Bytes()), "printing the same document again gives other bytes")
}
