package place

import (
	"errors"
	"slices"
	"testing"
)

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

func mustFind(t *testing.T, r *Registry, text string, on Day) Found {
	t.Helper()
	f, err := r.Find(text, on)
	if err != nil {
		t.Fatalf("Find(%q, %v): %v", text, on, err)
	}
	return f
}

// refused asks for something Find must refuse.
func refused(t *testing.T, r *Registry, text string, on Day) *FindError {
	t.Helper()
	f, err := r.Find(text, on)
	var e *FindError
	if !errors.As(err, &e) {
		t.Fatalf("Find(%q, %v) = %+v, %v; want a refusal", text, on, f, err)
	}
	return e
}

func mustLay(t failer, r *Registry, asked string, m MapSpec, p Period, level Level) *Layout {
	t.Helper()
	l, err := r.Layout(asked, m, p, level)
	if err != nil {
		t.Fatalf("Layout(%s, %s, %s): %v", asked, m, level, err)
	}
	return l
}

// unitIDs lists the places of the unit rows.
func unitIDs(l *Layout) []string {
	var ids []string
	for _, row := range l.Rows {
		if row.Kind == RowUnit {
			ids = append(ids, row.PlaceID)
		}
	}
	return ids
}

// rowOf is the row in which records of a place count; nil if it is outside.
func rowOf(r *Registry, l *Layout, id string) *Row {
	at := l.UnitOn(r.Ordinal(id), l.MapDay)
	if at < 0 {
		return nil
	}
	return &l.Rows[at]
}

func wantRow(t *testing.T, r *Registry, l *Layout, id string, kind RowKind, place string) {
	t.Helper()
	row := rowOf(r, l, id)
	if row == nil {
		t.Errorf("%s lies outside; want %s row of %s", id, kind, place)
	} else if row.Kind != kind || row.PlaceID != place {
		t.Errorf("%s lies in the %s row of %q; want %s row of %q", id, row.Kind, row.PlaceID, kind, place)
	}
}

func wantLanding(t *testing.T, r *Registry, id string, d Day, kind LandingKind, node string) {
	t.Helper()
	if l := r.Landing(id, d); l.Kind != kind || l.Node != node {
		t.Errorf("%s on %s lands %s on %q; want %s on %q", id, d, l.Kind, l.Node, kind, node)
	}
}

func footnotes(l *Layout, kind FootnoteKind) []Footnote {
	return slices.DeleteFunc(slices.Clone(l.Footnotes), func(f Footnote) bool { return f.Kind != kind })
}

func wantIDs(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
