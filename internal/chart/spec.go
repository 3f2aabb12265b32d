// Package chart draws the statistics pictures of the house: bars, stacked
// bars and lines, and strip maps of the line. A Spec (plain data, kept in locked reports) becomes a List
// of rectangles, lines and texts, and the same List is written as SVG here,
// as PDF by chart/onpdf and as PNG by chart/onpng, so that screen and paper
// show one picture.
//
// The rules of reading hold for every chart (design/web.md section 10): the
// value axis starts at 0; bars show only flows, lines only series over time;
// at most 6 series, each told apart by pattern as well as colour; a missing
// value is hatched and says why ("chưa có số liệu" where it does not), never drawn as 0; qualifiers
// are printed as the figure prints them.
package chart

import (
	"encoding/json"
	"fmt"
	"math"
)

// Kind is the shape of a chart.
type Kind string

// The kinds of chart.
const (
	Bar        Kind = "bar"         // one bar for each category and series
	StackedBar Kind = "stacked_bar" // the series of a category on top of each other
	Line       Kind = "line"        // one line for each series over time
	StripMap   Kind = "strip"       // where along a line somebody was, and when
)

// Quantity says what the values are. Only flows may be drawn as bars,
// because a bar's length invites adding.
type Quantity string

// The quantities.
const (
	Flow  Quantity = "flow"  // adds over time: times, turns, money in a period
	Stock Quantity = "stock" // a state on a day: teams, hamlets
)

// Axis says what the categories are. Only a time axis may carry a line,
// because a line between two communes means nothing.
type Axis string

// The category axes. Time runs left to right; names run top to bottom.
const (
	Time  Axis = "time"
	Names Axis = "names"
)

// MaxSeries is the greatest number of series a reader can tell apart.
const MaxSeries = 6

// MaxCategories bounds one picture; more belong in a table.
const MaxCategories = 60

// Spec is what to draw. All words are already in Vietnamese and all numbers
// already printed by the caller.
type Spec struct {
	Kind     Kind     `json:"kind"`
	Quantity Quantity `json:"quantity"`
	Axis     Axis     `json:"axis"`
	// Title names the picture; it becomes <title> and the alternative text.
	Title string `json:"title"`
	// Desc says in a sentence what the picture shows, for readers who
	// cannot see it.
	Desc string `json:"desc"`
	// Unit is printed once at the value axis, for example "lượt".
	Unit       string   `json:"unit,omitempty"`
	Categories []string `json:"categories"`
	Series     []Series `json:"series"`
	// Mark is printed on the picture itself, for example
	// "dữ liệu minh họa", so that it stays when the picture is copied out.
	Mark string `json:"mark,omitempty"`
	// Note is a sentence below the picture, which stays with it too.
	Note string `json:"note,omitempty"`
	// Strip is what a strip map shows; it has no categories and no series.
	Strip *Strip `json:"strip,omitempty"`
}

// Series is one row of values, one Point for each category.
type Series struct {
	Name   string  `json:"name"`
	Points []Point `json:"points"`
}

// Point is one value. Missing and zero are different: a Missing point has no
// Value.
type Point struct {
	// Value is the drawn height or length in the chart's unit, >= 0. For a
	// range without a value of its own Low and High alone are given.
	Value json.Number `json:"value,omitempty"`
	// Low and High, both given and different, are drawn as a whisker.
	Low     json.Number `json:"low,omitempty"`
	High    json.Number `json:"high,omitempty"`
	Missing bool        `json:"missing,omitempty"`
	// Printed is the figure's own text, for example "trên 2,6 tỷ", or why there
	// is none: "chưa báo cáo".
	Printed string `json:"printed,omitempty"`
	// Href opens the entries behind the value; empty draws no link.
	Href string `json:"href,omitempty"`
	// Figure is the cell number in the document that carries the chart;
	// 0 when it stands alone.
	Figure int `json:"figure,omitempty"`
}

// Validate lists every reason why the spec cannot be drawn honestly.
func (s Spec) Validate() []error {
	var errs []error
	add := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if s.Title == "" || s.Desc == "" {
		add("a chart needs a title and a description")
	}
	if s.Kind == StripMap {
		if s.Strip == nil || len(s.Series) > 0 || len(s.Categories) > 0 {
			add("a strip map has a strip and nothing else")
			return errs
		}
		s.Strip.validate(add)
		return errs
	}
	switch s.Kind {
	case Bar, StackedBar:
		if s.Quantity != Flow {
			add("bars show only flows, not %q", s.Quantity)
		}
	case Line:
		if s.Axis != Time {
			add("a line needs a time axis, not %q", s.Axis)
		}
	default:
		add("chart kind %q does not exist", s.Kind)
	}
	if s.Axis != Time && s.Axis != Names {
		add("chart axis %q does not exist", s.Axis)
	}
	if n := len(s.Series); n == 0 || n > MaxSeries {
		add("a chart has 1 to %d series, not %d", MaxSeries, n)
	}
	if n := len(s.Categories); n == 0 || n > MaxCategories {
		add("a chart has 1 to %d categories, not %d", MaxCategories, n)
	}
	for _, se := range s.Series {
		if len(se.Points) != len(s.Categories) {
			add("series %q has %d points for %d categories", se.Name, len(se.Points), len(s.Categories))
		}
		for i, p := range se.Points {
			if err := p.validate(s.Kind); err != nil {
				add("series %q, point %d: %w", se.Name, i+1, err)
			}
		}
	}
	return errs
}

func (p Point) validate(k Kind) error {
	given := p.Value != "" || p.Low != "" || p.High != ""
	if p.Missing {
		if given {
			return fmt.Errorf("a missing point carries a number")
		}
		return nil
	}
	for _, n := range []json.Number{p.Value, p.Low, p.High} {
		if n == "" {
			continue
		}
		v, err := n.Float64()
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || v < 0 {
			return fmt.Errorf("value %q is not a number from 0 upward", n.String())
		}
	}
	if p.Value == "" && (k == StackedBar || p.Low == "" || p.High == "") {
		return fmt.Errorf("the point has no value; mark it missing")
	}
	if p.Low != "" && p.High != "" && number(p.Low) > number(p.High) {
		return fmt.Errorf("low %s is above high %s", p.Low, p.High)
	}
	return nil
}

// number reads a validated number for geometry only; printed text never
// comes from it.
func number(n json.Number) float64 {
	v, err := n.Float64()
	if err != nil {
		return 0
	}
	return v
}

// drawn returns the height of the mark and the ends of its whisker, if any.
func (p Point) drawn() (value, low, high float64, whisker bool) {
	value, low, high = number(p.Value), number(p.Low), number(p.High)
	whisker = p.Low != "" && p.High != "" && low != high
	if p.Value == "" {
		value = low
	}
	return value, low, high, whisker
}
