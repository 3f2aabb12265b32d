package onpdf_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"phendau/internal/chart"
	"phendau/internal/chart/charttest"
	"phendau/internal/chart/onpdf"
	"phendau/internal/fonts"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var content = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)

// draw returns the whole PDF and the operators of its one page.
func draw(t *testing.T, name string) (pdf []byte, page string) {
	t.Helper()
	l, err := chart.Draw(charttest.Specs()[name], chart.Options{Width: 605, Measure: charttest.Measure})
	if err != nil {
		t.Fatal(err)
	}
	p := fpdf.New("P", "pt", "A4", "")
	p.SetCompression(false)
	p.SetCatalogSort(true)
	p.SetCreationDate(time.Unix(0, 0).UTC())
	p.SetModificationDate(time.Unix(0, 0).UTC())
	for style, bold := range map[string]bool{"": false, "B": true} {
		f, err := fonts.Get(fonts.Serif(bold, false))
		if err != nil {
			t.Fatal(err)
		}
		p.AddUTF8FontFromBytes("tinos", style, f.TTF())
	}
	if err := p.Error(); err != nil {
		t.Fatal(err)
	}
	p.AddPage()
	onpdf.Draw(onpdf.Page{PDF: p, X: 40, Y: 40, W: 453, Family: "tinos", Link: func(h string) string {
		if strings.HasPrefix(h, "/") {
			return "https://phendau.example" + h
		}
		return ""
	}, Text: func(s string, bold bool) string {
		f, err := fonts.Get(fonts.Serif(bold, false))
		if err != nil {
			return ""
		}
		return f.Substitute(s)
	}}, l)
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	m := content.FindSubmatch(b.Bytes())
	if m == nil {
		t.Fatal("the PDF has no page")
	}
	return b.Bytes(), string(m[1])
}

func TestGoldenPages(t *testing.T) {
	for name := range charttest.Specs() {
		_, got := draw(t, name)
		path := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from its golden file; look at it and run with -update", name)
		}
	}
}

func TestEveryMarkWithAnAddressIsALinkArea(t *testing.T) {
	for name, s := range charttest.Specs() {
		pdf, _ := draw(t, name)
		want := 0
		for _, se := range s.Series {
			for _, p := range se.Points {
				if strings.HasPrefix(p.Href, "/") && (!p.Missing || s.Kind == chart.Bar) {
					want++
				}
			}
		}
		if s.Strip != nil {
			for _, b := range s.Strip.Bars {
				if b.Href != "" {
					want++
				}
			}
		}
		if got := bytes.Count(pdf, []byte("/URI (https://phendau.example/")); got != want {
			t.Errorf("%s: %d link areas for %d addresses", name, got, want)
		}
		if bytes.Contains(pdf, []byte("javascript")) {
			t.Errorf("%s links to javascript", name)
		}
	}
}
