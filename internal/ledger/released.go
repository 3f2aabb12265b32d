package ledger

import "phendau/internal/calendar"

// released refuses to change a number of a hidden kind that is verified once a quarter
// it lies in is over, on either calendar: by then people may have seen the figure, and
// the difference of two days would tell of single tips.
func (s *step) released() error {
	if s.b.again || s.rec.Type != TypeEntry || s.rec.Status != Verified { // what was taken before this was asked stays
		return nil
	}
	k, err := s.kind(s.rec)
	if err != nil || !k.Roles.HiddenBelowCommune {
		return err
	}
	today := calendar.DayOf(s.st.AcceptedMS)
	for _, c := range []calendar.Calendar{calendar.Civil, calendar.Official} {
		if calendar.QuarterWith(c, s.rec.Day).To < today {
			return refuse(CodeReleased)
		}
	}
	return nil
}
