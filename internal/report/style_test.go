package report

import (
	"testing"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// Print styles of catalogue.md section 6 and documents.md section 5. Exactly
// 2.600.000.000 is not "trên 2,6 tỷ": rounding down says "trên" only where a
// remainder is left ("round down, remainder > 0"); a figure that is at_least
// 2,6 tỷ by its own word keeps "trên".
func TestPrintStyles(t *testing.T) {
	cat := testCatalogue(t)
	vnd, turns, km := cat.Units["vnd"], cat.Units["turns"], cat.Units["km"]
	exactly := func(v int64) amount.Result { return amount.Result{Q: amount.Exact, V: v, Lo: v, Hi: v} }
	atLeast := func(v int64) amount.Result { return amount.Result{Q: amount.AtLeast, V: v, Lo: v, Hi: amount.Unknown} }
	span := func(q amount.Qualifier, lo, hi int64) amount.Result {
		return amount.Result{Q: q, V: amount.Unknown, Lo: lo, Hi: hi}
	}
	for _, c := range []struct {
		style Style
		r     amount.Result
		unit  *catalogue.Unit
		want  string
	}{
		{StyleOver, exactly(2_612_000_000), vnd, "trên 2,6 tỷ"},
		{StyleOver, exactly(2_600_000_000), vnd, "2,6 tỷ"},
		{StyleOver, atLeast(2_600_000_000), vnd, "trên 2,6 tỷ"},
		{StyleOver, atLeast(2_612_000_000), vnd, "trên 2,6 tỷ"},
		{StyleNearly, exactly(2_612_000_000), vnd, "gần 2,7 tỷ"},
		{StyleRounded, exactly(2_650_000_000), vnd, "2,7 tỷ"},
		{StyleOrder, exactly(21_400_000_000), vnd, "hàng chục tỷ"},
		{StyleOrder, atLeast(21_400_000_000), vnd, "hàng chục tỷ"},
		{StylePlain, exactly(2_612_000_000), vnd, "2.612.000.000"},
		{StylePlain, span(amount.Range, 150_000_000, 200_000_000), vnd, "từ 150 - 200 triệu"},
		{StylePlain, span(amount.Range, 950_000_000, 1_200_000_000), vnd, "từ 950 triệu - 1,2 tỷ"},
		{StylePlain, span(amount.Range, 150_000_001, 200_000_000), vnd, "từ 150.000.001 - 200.000.000"},
		{StyleRounded, span(amount.Range, 150_000_001, 200_000_000), vnd, "từ 150 - 200 triệu"},
		{StyleRounded, amount.Result{Q: amount.About, V: 150_000_000}, vnd, "khoảng 150 triệu"},
		{StyleOver, amount.Result{Q: amount.Nearly, V: 2_700_000_000}, vnd, "gần 2,7 tỷ"},
		{StyleLead, exactly(5), turns, "05"},
		{StyleLead, exactly(12), turns, "12"},
		{StylePlain, exactly(5), turns, "5"},
		{StylePlain, exactly(93_783), km, "93,783"},
		{StyleOver, exactly(126_000), km, "126"},
		{StylePlain, span(amount.Range, 155, 205), turns, "từ 155 - 205"},
	} {
		cell := &figure.Cell{State: figure.HasValue, Result: c.r}
		if got := c.style.inText(cell, &catalogue.IndicatorMeasure{Type: catalogue.Sum, Unit: c.unit.ID}, c.unit); got != c.want {
			t.Errorf("%s of %+v: %q, want %q", c.style, c.r, got, c.want)
		}
	}
}
