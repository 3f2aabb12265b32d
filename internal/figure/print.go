package figure

import (
	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/vi"
)

// Words of cells without a number; every document uses the same.
const (
	TextMissing       = "chưa báo cáo"
	TextUntold        = "chưa có số liệu"
	TextUnstated      = "chưa thống kê"
	TextWaiting       = "chờ thẩm định"
	TextNotApplicable = "-"
	TextAmbiguous     = "chưa thống nhất"
	TextUncounted     = "có, chưa thống kê"
	TextWithheld      = "không nêu riêng"
)

// Print writes a cell plainly, without a template's rounding and without its
// unit: "2.329", "trên 2.600.000.000", "từ 150.000.000 - 200.000.000".
func Print(c *Cell, m *catalogue.IndicatorMeasure, scale int64) string {
	switch c.State {
	case Missing:
		return TextMissing
	case Untold:
		return TextUntold
	case Unstated:
		return TextUnstated
	case Waiting:
		return TextWaiting
	case NotApplicable, NoDenominator:
		return TextNotApplicable
	case Ambiguous:
		return TextAmbiguous
	}
	switch m.Type {
	case catalogue.Ratio, catalogue.PerCapita, catalogue.PerKM:
		if m.ScaleNum == 100 {
			return vi.Percent(c.Num, c.Den, 1)
		}
		return vi.DecimalDigits(c.Num*max(1, m.ScaleNum), c.Den, 3)
	case catalogue.Coverage:
		if m.Length() {
			return printResult(c.Result, scale)
		}
		return vi.Int(c.Num) + "/" + vi.Int(c.Den)
	}
	return printResult(c.Result, scale)
}

func printResult(r amount.Result, scale int64) string {
	n := func(v int64) string { return vi.Decimal(v, scale) }
	switch r.Q {
	case amount.AtLeast:
		return "trên " + n(r.V)
	case amount.Nearly:
		return "gần " + n(r.V)
	case amount.About:
		if r.V == amount.Unknown {
			return "khoảng " + vi.Range(n(r.Lo), n(r.Hi))
		}
		return "khoảng " + n(r.V)
	case amount.Range:
		return "từ " + vi.Range(n(r.Lo), n(r.Hi))
	case amount.Order:
		if w, ok := vi.OrderWords(r.Lo); ok {
			return w
		}
		return "trên " + n(r.Lo)
	case amount.Uncounted:
		return TextUncounted
	}
	return n(r.V)
}
