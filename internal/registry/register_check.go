package registry

import (
	"slices"
	"strings"

	"phendau/internal/catalogue"
)

// Wrong is what is wrong with one field of a row.
type Wrong struct {
	Field string
	Code  string // unknown, missing, retired, negative, too_large
}

// CheckRegister holds a row against its kind. It is asked where people write
// rows; imports and older rows keep what was right in their time.
func (r *Registry) CheckRegister(d *RegisterDoc) []Wrong {
	cat := r.Latest()
	if cat == nil {
		return []Wrong{{"kind", "unknown"}}
	}
	k, ok := cat.Kind(d.Kind)
	if !ok || !k.Register {
		return []Wrong{{"kind", "unknown"}}
	}
	var out []Wrong
	if r.Places.Ordinal(d.PlaceID) < 0 && !r.Places.IsGroup(d.PlaceID) {
		out = append(out, Wrong{"place_id", "unknown"})
	}
	if d.BodyID != "" && r.Bodies[d.BodyID] == nil {
		out = append(out, Wrong{"body_id", "unknown"})
	}
	if lo, hi, err := days(d.From, d.To); err != nil || lo > hi {
		out = append(out, Wrong{"to", "unknown"})
	}
	out = append(out, checkDims(k, d.Dims)...)
	return append(out, checkMeasures(k, d.Measures)...)
}

func checkDims(k *catalogue.Kind, dims map[string]string) []Wrong {
	var out []Wrong
	for _, kd := range k.Dims {
		v := dims[kd.Dim.ID]
		if v == "" {
			if kd.Required {
				out = append(out, Wrong{"dims." + kd.Dim.ID, "missing"})
			}
			continue
		}
		if kd.Dim.Ref != "" {
			continue
		}
		values := []string{v}
		if kd.Dim.Multi {
			values = strings.Split(v, ",")
		}
		for _, one := range values {
			if val, ok := kd.Dim.Value(one); !ok {
				out = append(out, Wrong{"dims." + kd.Dim.ID, "unknown"})
			} else if val.Retired {
				out = append(out, Wrong{"dims." + kd.Dim.ID, "retired"})
			}
		}
	}
	for id := range dims {
		if _, ok := k.Dim(id); !ok {
			out = append(out, Wrong{"dims." + id, "unknown"})
		}
	}
	return sortWrong(out)
}

func checkMeasures(k *catalogue.Kind, measures map[string]int64) []Wrong {
	var out []Wrong
	for id, v := range measures {
		m, ok := k.Measure(id)
		switch {
		case !ok:
			out = append(out, Wrong{"measures." + id, "unknown"})
		case v < 0:
			out = append(out, Wrong{"measures." + id, "negative"})
		case v > catalogue.MaxInteger || m.Max > 0 && v > 100*m.Max:
			out = append(out, Wrong{"measures." + id, "too_large"})
		}
	}
	for _, m := range k.Measures {
		if _, ok := measures[m.ID]; m.Required && !ok {
			out = append(out, Wrong{"measures." + m.ID, "missing"})
		}
	}
	return sortWrong(out)
}

func sortWrong(out []Wrong) []Wrong {
	slices.SortFunc(out, func(a, b Wrong) int { return strings.Compare(a.Field+a.Code, b.Field+b.Code) })
	return slices.Compact(out)
}
