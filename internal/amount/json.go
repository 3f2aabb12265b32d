package amount

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// wire is the form of a value inside an operation: what follows from the
// qualifier is left out.
type wire struct {
	V     *int64 `json:"v,omitempty"`
	Lo    *int64 `json:"lo,omitempty"`
	Hi    *int64 `json:"hi,omitempty"`
	Q     string `json:"q,omitempty"`
	Basis string `json:"basis,omitempty"`
	N     int64  `json:"n,omitempty"`
	Rate  int64  `json:"rate,omitempty"`
	Per   int64  `json:"per,omitempty"`
}

// MarshalJSON writes the form of an operation.
func (v Value) MarshalJSON() ([]byte, error) {
	w := wire{Basis: v.Basis.String(), N: v.N, Rate: v.Rate}
	if v.Per > 1 {
		w.Per = v.Per
	}
	if v.Q != Exact {
		w.Q = v.Q.String()
	}
	set := func(dst **int64, n int64) {
		if n != Unknown {
			*dst = &n
		}
	}
	switch v.Q {
	case Exact, AtLeast, Nearly:
		set(&w.V, v.V)
	case Order:
		set(&w.Lo, v.Lo)
	case Uncounted:
	default:
		set(&w.V, v.V)
		set(&w.Lo, v.Lo)
		set(&w.Hi, v.Hi)
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads the form of an operation and refuses what Check refuses,
// fields it does not know, and bounds that contradict the qualifier: nothing
// that was written is silently left out. Who valued a gift ("valued_by") stays
// in the content only.
func (v *Value) UnmarshalJSON(b []byte) error {
	var w struct {
		wire
		ValuedBy string `json:"valued_by"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return fmt.Errorf("value %s: %w", b, err)
	}
	q, err := ParseQualifier(w.Q)
	if err != nil {
		return err
	}
	basis, err := ParseBasis(w.Basis)
	if err != nil {
		return err
	}
	get := func(p *int64) int64 {
		if p == nil {
			return Unknown
		}
		return *p
	}
	out := Value{V: get(w.V), Lo: get(w.Lo), Hi: get(w.Hi), Q: q, Basis: basis, N: w.N, Rate: w.Rate, Per: w.Per}
	if out.Per == 0 && out.Rate != 0 {
		out.Per = 1
	}
	given := out
	out = out.Normalize()
	if err := errors.Join(out.Check(), agree(given, out)); err != nil {
		return fmt.Errorf("value %s: %w", b, err)
	}
	*v = out
	return nil
}

// agree reports whether the bounds that were given are those that follow.
func agree(given, out Value) error {
	for _, p := range [...][2]int64{{given.V, out.V}, {given.Lo, out.Lo}, {given.Hi, out.Hi}} {
		if p[0] != Unknown && p[0] != p[1] {
			return ErrShape
		}
	}
	return nil
}
