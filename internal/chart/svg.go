package chart

import (
	"fmt"
	"strconv"
	"strings"
)

// SVG writes the picture for a page: presentation attributes only, no style,
// no script, width and height left to the page. prefix makes the ids of this
// picture its own; it must be letters, digits and hyphens. Links keep only
// site-relative and http(s) addresses.
func (l List) SVG(prefix, fontFamily string) string {
	w := &svg{}
	role := "img"
	if l.linked() {
		role = "group" // an img hides its links from screen readers
	}
	prefix = safeID(prefix)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="%s" aria-labelledby="%s-t %s-d" viewBox="0 0 %s %s" font-family="%s">`,
		role, prefix, prefix, num(l.Width), num(l.Height), escape(fontFamily))
	fmt.Fprintf(w, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, prefix, escape(l.Title), prefix, escape(l.Desc))
	for _, it := range l.Items {
		w.item(it)
	}
	w.WriteString("</svg>")
	return w.String()
}

func (l List) linked() bool {
	for _, it := range l.Items {
		if it.Group != nil && safeLink(it.Group.Href) {
			return true
		}
	}
	return false
}

type svg struct{ strings.Builder }

func (w *svg) item(it Item) {
	switch {
	case it.Rect != nil:
		w.rect(*it.Rect)
	case it.Line != nil:
		w.line(*it.Line)
	case it.Text != nil:
		w.text(*it.Text)
	case it.Group != nil:
		w.group(*it.Group)
	}
}

func (w *svg) group(g Group) {
	if !safeLink(g.Href) {
		for _, it := range g.Items {
			w.item(it)
		}
		return
	}
	fmt.Fprintf(w, `<a href="%s" aria-label="%s">`, escape(g.Href), escape(g.Label))
	for _, it := range g.Items {
		w.item(it)
	}
	w.WriteString("</a>")
}

func (w *svg) rect(r Rect) {
	fmt.Fprintf(w, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"`, num(r.X), num(r.Y), num(max(0, r.W)), num(max(0, r.H)), escape(r.Fill.Color))
	if r.Stroke != "" {
		fmt.Fprintf(w, ` stroke="%s"`, escape(r.Stroke))
	}
	w.WriteString("/>")
	lines := r.hatch()
	if len(lines) == 0 {
		return
	}
	// One path for the whole pattern keeps the page small.
	fmt.Fprintf(w, `<path fill="none" stroke="%s" stroke-width="%s" d="`, lines[0].Stroke, num(lines[0].Width))
	for _, l := range lines {
		fmt.Fprintf(w, "M%s %sL%s %s", num(l.Points[0].X), num(l.Points[0].Y), num(l.Points[1].X), num(l.Points[1].Y))
	}
	w.WriteString(`"/>`)
}

func (w *svg) line(l Polyline) {
	fmt.Fprintf(w, `<polyline fill="none" stroke="%s" stroke-width="%s"`, escape(l.Stroke), num(l.Width))
	if len(l.Dash) > 0 {
		dash := make([]string, len(l.Dash))
		for i, v := range l.Dash {
			dash[i] = num(v)
		}
		fmt.Fprintf(w, ` stroke-dasharray="%s"`, strings.Join(dash, " "))
	}
	w.WriteString(` points="`)
	for i, p := range l.Points {
		if i > 0 {
			w.WriteByte(' ')
		}
		w.WriteString(num(p.X) + "," + num(p.Y))
	}
	w.WriteString(`"/>`)
}

func (w *svg) text(t Text) {
	if t.Text == "" {
		return
	}
	fmt.Fprintf(w, `<text x="%s" y="%s" font-size="%s" fill="%s"`, num(t.X), num(t.Y), num(t.Size), escape(t.Color))
	if t.Anchor != Start {
		fmt.Fprintf(w, ` text-anchor="%s"`, t.Anchor)
	}
	if t.Bold {
		w.WriteString(` font-weight="700"`)
	}
	fmt.Fprintf(w, `>%s</text>`, escape(t.Text))
}

// num prints a coordinate with at most two decimals.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// escape makes text safe in XML content and attributes and drops what XML
// forbids.
func escape(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "?") {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\'':
			b.WriteString("&#39;")
		case r < 0x20 || r == 0xFFFE || r == 0xFFFF:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func safeLink(href string) bool {
	return strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") ||
		strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "http://")
}

func safeID(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 128 && (r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "c"
	}
	return b.String()
}
