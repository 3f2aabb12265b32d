package store

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
)

// hide takes the kinds whose entries figures count by the day on which they came to
// stand as they do.
func (l *loader) hide(cat *catalogue.Catalogue) {
	l.hidden, l.tips = map[string]bool{}, map[string][]string{}
	if cat == nil {
		return // a book that is not set up
	}
	for id, k := range cat.Kinds {
		if k.Roles.HiddenBelowCommune {
			l.hidden[id] = true
		}
	}
}

// seen tells the builder that day of every such entry it got facts of.
func (l *loader) seen(b *figure.Builder) error {
	for _, id := range sortedKeys(l.tips) {
		entries := slices.Compact(slices.Sorted(slices.Values(l.tips[id])))
		if err := chunks(entries, func(part []string) error { return l.seenIn(b, id, part) }); err != nil {
			return err
		}
	}
	return nil
}

// seenIn reads it for some entries of a ledger: the day of the first of the last
// standings in a row that count.
func (l *loader) seenIn(b *figure.Builder, ledgerID string, entries []string) error {
	days := map[string]calendar.Day{}
	rows, err := l.query("SELECT s.seq, s.entry_id, s.status, s.level, s.done, o.accepted_ms FROM standing s JOIN op o ON o.ledger_id = s.ledger_id AND o.seq = s.seq"+
		" WHERE s.ledger_id = $1 AND "+in("s.entry_id", 1, len(entries))+" ORDER BY s.entry_id, s.seq", append([]any{ledgerID}, anys(entries)...)...)
	err = each(rows, err, func(scan func(...any) error) error {
		var entry, status string
		var seq, acceptedMS int64
		var level, done int
		if err := scan(&seq, &entry, &status, &level, &done, &acceptedMS); err != nil || !l.within(ledgerID, seq) {
			return err
		}
		stand := figure.Stand{Status: ledger.Status(status), Level: level, Done: done != 0}
		was, known := days[entry]
		switch {
		case !stand.CountsAsTip():
			days[entry] = figure.NotSeen
		case !known || was == figure.NotSeen:
			days[entry] = calendar.DayOf(acceptedMS)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for entry, day := range days {
		b.Seen(figure.ParseID(entry), day)
	}
	return nil
}

// lastDay is the day of the last operation of a position.
func (l *loader) lastDay(heads []ledger.Position) (calendar.Day, error) {
	var last int64
	for _, h := range heads {
		var ms int64
		if err := l.row("SELECT coalesce(max(accepted_ms), 0) FROM op WHERE ledger_id = $1 AND seq = $2", h.LedgerID, h.Seq).Scan(&ms); err != nil {
			return 0, err
		}
		last = max(last, ms)
	}
	return calendar.DayOf(last), nil
}
