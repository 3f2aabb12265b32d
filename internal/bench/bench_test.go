package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"phendau/internal/store"
)

// lines runs a bench small and checks that every line is JSON with a value;
// times are for people to read, never asserted.
func lines(t *testing.T, run func(*bytes.Buffer) error) []Line {
	t.Helper()
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	var all []Line
	for d := json.NewDecoder(&out); d.More(); {
		var l Line
		if err := d.Decode(&l); err != nil {
			t.Fatal(err)
		}
		if l.Value <= 0 || l.Unit == "" || l.What == "" {
			t.Errorf("empty measurement %+v", l)
		}
		t.Logf("%s %s: %v %s (ratio %v)", l.Bench, l.What, l.Value, l.Unit, l.Ratio)
		all = append(all, l)
	}
	return all
}

func TestIngestMeasuresWithItsBaseline(t *testing.T) {
	got := lines(t, func(b *bytes.Buffer) error {
		return Ingest(context.Background(), b, store.Options{Dir: t.TempDir()}, 600)
	})
	if len(got) != 3 || got[0].Ratio == 0 || got[0].Met == nil {
		t.Errorf("%+v", got)
	}
}

func TestFiguresMeasuresWithItsBaseline(t *testing.T) {
	got := lines(t, func(b *bytes.Buffer) error { return Figures(context.Background(), b, 5000) })
	if len(got) != 16 {
		t.Errorf("%d lines", len(got))
	}
}

func TestSyncMeasuresWithItsBaseline(t *testing.T) {
	got := lines(t, func(b *bytes.Buffer) error {
		return Sync(context.Background(), b, store.Options{Dir: t.TempDir()}, 3200)
	})
	if len(got) != 6 || got[0].Ratio == 0 || got[0].Met == nil {
		t.Errorf("%+v", got)
	}
}

func TestCoverageMeasuresEveryLineWithItsBudget(t *testing.T) {
	got := lines(t, func(b *bytes.Buffer) error { return Coverage(context.Background(), b, "", 10) })
	if len(got) != 16 || got[2].Met == nil || got[14].Ratio == 0 {
		t.Errorf("%d lines", len(got))
	}
}
