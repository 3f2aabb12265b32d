package office

import (
	"context"
	"encoding/json"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/report"
)

// CompareInput compares a locked report.
type CompareInput struct {
	LockPath
	With string `query:"with" required:"true" maxLength:"36" doc:"now, or the id of another locked report"`
}

// LockComparison is a locked report against another one or against now.
type LockComparison struct {
	Old   LockRow       `json:"old"`
	New   *LockRow      `json:"new,omitempty" doc:"Absent: now"`
	Cells []ChangedCell `json:"cells" doc:"Figures that differ"`
	Same  int           `json:"same" doc:"Figures that do not"`
	// Since names what else changed between the two: it explains a figure that
	// no operation on an entry explains.
	Since []string `json:"since" enum:"catalogue,registers,other_period,other_map,other_report,other_view"`
}

// ChangedCell is a figure that is another one.
type ChangedCell struct {
	Number     int           `json:"number" doc:"In the older report; 0 where only the newer one has it"`
	Indicator  string        `json:"indicator"`
	Name       string        `json:"name"`
	Measure    string        `json:"measure"`
	Unit       string        `json:"unit"`
	Place      string        `json:"place"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	Old        string        `json:"old"`
	New        string        `json:"new"`
	Difference string        `json:"difference,omitempty" doc:"New minus old, where both are numbers"`
	Drill      string        `json:"drill" doc:"Opens the cell as it is now"`
	Causes     []ChangeCause `json:"causes"`
	// Hidden marks figures of which no single record is named: tips.
	Hidden bool `json:"hidden,omitempty"`
}

// ChangeCause is an operation behind a changed figure.
type ChangeCause struct {
	What     string `json:"what" enum:"correct,retract,late,link,unlink"`
	LedgerID string `json:"ledger_id"`
	EntryID  string `json:"entry_id"`
	Field    string `json:"field,omitempty"`
	Old      string `json:"old,omitempty"`
	New      string `json:"new,omitempty"`
	Why      string `json:"why,omitempty"`
	Person   string `json:"person"`
	Body     string `json:"body,omitempty"`
	Day      string `json:"day"`
}

func (o *Office) comparedPlace(ctx context.Context, in *CompareInput) (access.Target, error) {
	return o.lockedPlace(ctx, &in.LockPath)
}

func (o *Office) lockCompare(ctx context.Context, c *api.Caller, in *CompareInput) (*Answer[LockComparison], error) {
	old, err := o.findLock(ctx, &in.LockPath)
	if err != nil {
		return nil, err
	}
	view, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := o.changes(ctx)
	if err != nil {
		return nil, err
	}
	x := &lockComparer{o: o, view: view, w: newWording(c.Lang, view), old: old, out: LockComparison{Old: o.lockRow(c, view.Registry, old, changes[old.ID]), Cells: []ChangedCell{}, Since: []string{}}}
	if in.With == "now" {
		x.since(view.Registry.CatalogueVersion, view.Registry.Seq)
		return x.answer(x.changed(ctx, old, view, 0))
	}
	next, err := o.Reports.Snapshot(ctx, in.With)
	if err == nil && (next == nil || view.Registry.Rules(o.today()).May(&c.Actor, access.ReadReports, lockTarget(next)) != access.Allowed) {
		err = api.Missing()
	}
	if err != nil {
		return nil, err
	}
	if next.AtMS < old.AtMS {
		old, next = next, old
		x.old = old
		x.out.Old = o.lockRow(c, view.Registry, old, changes[old.ID])
	}
	row := o.lockRow(c, view.Registry, next, changes[next.ID])
	x.out.New = &row
	return x.answer(x.against(ctx, next))
}

// lockComparer gathers a comparison.
type lockComparer struct {
	o    *Office
	view *figure.View
	w    *wording
	old  *ledger.Snapshot
	out  LockComparison
}

func (x *lockComparer) answer(err error) (*Answer[LockComparison], error) {
	return &Answer[LockComparison]{x.out}, err
}

func (x *lockComparer) since(catalogue int, registry int64) {
	if catalogue != x.old.Body.Catalogue {
		x.out.Since = append(x.out.Since, "catalogue")
	}
	if registry != x.old.Body.Registry {
		x.out.Since = append(x.out.Since, "registers")
	}
}

// changed compares a locked report with the figures of a view and names the
// operations up to a time, 0 for all.
func (x *lockComparer) changed(ctx context.Context, s *ledger.Snapshot, view *figure.View, untilMS int64) error {
	p := x.o.Reports
	l, err := p.Locked(ctx, s)
	if err != nil {
		return err
	}
	then, err := p.at(ctx, s)
	if err != nil {
		return err
	}
	restated, err := x.o.Store.Restatements(ctx)
	if err != nil {
		return err
	}
	in := map[string]string{} // ledger of an entry
	c := report.Comparison{Locked: l, Figures: report.On(view.Projection, &view.Context), Context: &view.Context, Then: report.On(then.Projection, &then.Context)}
	for _, r := range restated {
		if untilMS == 0 || r.AtMS <= untilMS {
			in[r.EntryID] = r.LedgerID
			c.Restatements = append(c.Restatements, r.Restatement)
		}
	}
	list, err := report.Compare(c)
	if err != nil {
		return err
	}
	for i := range list {
		x.out.Cells = append(x.out.Cells, x.cell(&list[i], in))
	}
	x.out.Same = len(l.Cells) - len(list)
	return nil
}

func (x *lockComparer) cell(a *report.Adjustment, in map[string]string) ChangedCell {
	out := ChangedCell{Number: a.Cell.Number, Indicator: a.Indicator, Measure: a.Measure, Unit: a.Unit, Place: a.PlaceName, From: a.From.String(), To: a.To.String(),
		Old: a.Old, New: a.New, Difference: a.Difference, Drill: a.Cell.Selection, Causes: []ChangeCause{}}
	out.Name = x.w.indicator(a.Indicator)
	m, ok := x.view.Catalogue.IndicatorMeasure(a.Indicator, a.Measure)
	if ok {
		out.Unit, _ = x.w.unit(m.Unit)
	}
	if ok && figure.Hidden(m) {
		// Three tips more name nobody, but one late entry would.
		out.Hidden, out.Difference = true, ""
		return out
	}
	for _, k := range a.Causes {
		out.Causes = append(out.Causes, ChangeCause{What: k.What, LedgerID: in[k.EntryID], EntryID: k.EntryID, Field: k.Field, Old: k.Old, New: k.New, Why: k.Why,
			Person: k.Person, Body: k.Body, Day: k.Day.String()})
	}
	return out
}

// against compares with a later lock. Two locks of one selection differ by
// operations, which are named; others are set beside each other.
func (x *lockComparer) against(ctx context.Context, next *ledger.Snapshot) error {
	a, b := &x.old.Body, &next.Body
	for _, d := range []struct {
		name  string
		other bool
	}{{"other_report", a.Report != b.Report}, {"other_period", a.From != b.From || a.To != b.To || a.PlaceID != b.PlaceID},
		{"other_map", a.Map != b.Map}, {"other_view", a.Viewpoint != b.Viewpoint || a.Status != b.Status}} {
		if d.other {
			x.out.Since = append(x.out.Since, d.name)
		}
	}
	x.since(b.Catalogue, b.Registry)
	if a.PlaceID == b.PlaceID && a.From == b.From && a.To == b.To && a.Map == b.Map && a.Viewpoint == b.Viewpoint && a.Status == b.Status && a.Report == b.Report {
		view, err := x.o.Reports.at(ctx, next)
		if err != nil {
			return err
		}
		return x.changed(ctx, x.old, view, next.AtMS)
	}
	return x.beside(ctx, next)
}

// beside pairs the figures of two reports of different selections by what they
// count: the same indicator for the report's own place and period, or for the
// same row and days.
func (x *lockComparer) beside(ctx context.Context, next *ledger.Snapshot) error {
	mine, err := x.o.Reports.Locked(ctx, x.old)
	if err != nil {
		return err
	}
	theirs, err := x.o.Reports.Locked(ctx, next)
	if err != nil {
		return err
	}
	with := map[string]*report.StoredCell{}
	for i := range theirs.Cells {
		if k := besideKey(&theirs.Cells[i], &next.Body); with[k] == nil {
			with[k] = &theirs.Cells[i]
		}
	}
	var done []string
	for i := range mine.Cells {
		s := &mine.Cells[i]
		k := besideKey(s, &x.old.Body)
		n := with[k]
		if n == nil || k == "" || slices.Contains(done, k) {
			continue
		}
		done = append(done, k)
		if s.Value == n.Value && s.State == n.State && s.Qualifier == n.Qualifier || s.Nothing() && n.Nothing() {
			x.out.Same++
			continue
		}
		cell := lockedCell(x.w, s)
		x.out.Cells = append(x.out.Cells, ChangedCell{Number: s.Number, Indicator: cell.Indicator, Name: cell.Name, Measure: cell.Measure, Unit: cell.Unit, Place: cell.Place,
			Old: s.Printed, New: n.Printed, Difference: report.Difference(json.Number(n.Value), json.Number(s.Value)), Drill: n.Selection, Causes: []ChangeCause{}})
	}
	return nil
}

func besideKey(s *report.StoredCell, b *ledger.SnapshotBody) string {
	sel, err := figure.ParseToken(s.Selection)
	if err != nil {
		return ""
	}
	days := sel.Slice.String()
	if sel.Slice.From == b.From && sel.Slice.To == b.To {
		days = "own"
	}
	row := sel.RowPlace
	if row == b.PlaceID {
		row = "own"
	}
	return sel.Indicator + "\n" + sel.Measure + "\n" + row + "\n" + days + "\n" + sel.Column
}
