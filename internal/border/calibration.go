package border

import (
	"fmt"

	"phendau/internal/border/span"
)

// Mark is a place of the line whose chainage is official: an end of a segment,
// or a marker.
type Mark struct{ S, C span.Decimetre }

// A stretch between two marks may be declared this much shorter or longer than
// the line measures there; beyond, a mark is wrong.
const (
	minStretch = 0.8
	maxStretch = 1.25
)

// Calibration leads from s of a line to chainage c of a segment and back:
// linear between marks, both strictly increasing.
type Calibration struct{ marks []Mark }

// Calibrate takes the marks of a segment in order: the first has chainage 0,
// the last the declared length.
func Calibrate(declaredM int64, marks ...Mark) (*Calibration, error) {
	if len(marks) < 2 {
		return nil, &Error{CalibrationShort, "Cần ít nhất hai điểm có lý trình: đầu và cuối đoạn.", "a calibration needs at least two marks: both ends of the segment"}
	}
	if marks[0].C != 0 || marks[len(marks)-1].C != 10*span.Decimetre(declaredM) {
		return nil, &Error{CalibrationEnds, "Lý trình của đoạn phải bắt đầu từ 0 và kết thúc ở chiều dài công bố.",
			"the chainage of a segment begins at 0 and ends at its declared length"}
	}
	for i, m := range marks[1:] {
		before := marks[i]
		if m.S <= before.S || m.C <= before.C {
			return nil, &Error{CalibrationOrder, fmt.Sprintf("Điểm có lý trình thứ %d không nằm sau điểm trước nó.", i+2),
				fmt.Sprintf("mark %d does not lie behind the one before it", i+2)}
		}
		if f := float64(m.C-before.C) / float64(m.S-before.S); f < minStretch || f > maxStretch {
			return nil, &Error{CalibrationStretch,
				fmt.Sprintf("Giữa điểm có lý trình thứ %d và %d, chiều dài công bố lệch quá xa chiều dài đo trên đường.", i+1, i+2),
				fmt.Sprintf("between marks %d and %d the declared length is too far from what the line measures", i+1, i+2)}
		}
	}
	return &Calibration{marks: append([]Mark(nil), marks...)}, nil
}

// Span is the stretch of the line in s.
func (k *Calibration) Span() span.Span {
	return span.Span{From: k.marks[0].S, To: k.marks[len(k.marks)-1].S}
}

// Declared is the declared length.
func (k *Calibration) Declared() span.Decimetre { return k.marks[len(k.marks)-1].C }

// Chainage is c at s, to the nearest decimetre; places beyond an end are that
// end.
func (k *Calibration) Chainage(s span.Decimetre) span.Decimetre {
	i := 1
	for i < len(k.marks)-1 && k.marks[i].S < s {
		i++
	}
	a, b := k.marks[i-1], k.marks[i]
	return span.Span{From: a.S, To: b.S}.Carry(s, span.Span{From: a.C, To: b.C})
}

// Place is s at c, the way back.
func (k *Calibration) Place(c span.Decimetre) span.Decimetre {
	i := 1
	for i < len(k.marks)-1 && k.marks[i].C < c {
		i++
	}
	a, b := k.marks[i-1], k.marks[i]
	return span.Span{From: a.C, To: b.C}.Carry(c, span.Span{From: a.S, To: b.S})
}
