package office_test

import (
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/tip"
)

// TestTheFormBelievesAKeyUntilTheNextOne: the pages without script hold the key of
// somebody who left to the same days as phones do.
func TestTheFormBelievesAKeyUntilTheNextOne(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		first := calendar.DayOf(w.clock.now.UnixMilli())
		w.clock.now = w.clock.now.Add(5 * 24 * time.Hour)
		w.officer = w.as(access.TipOfficer)
		w.nextEpoch(nil)
		got, err := w.door.Signers(t.Context())
		if err != nil || len(got) != 2 {
			t.Fatalf("%+v %v", got, err)
		}
		if got[0].From != first || got[0].To != first+5+tip.OverlapDays || got[1].From != first+5 || got[1].To != first+5+92+tip.GraceDays {
			t.Errorf("%+v", got)
		}
	})
}
