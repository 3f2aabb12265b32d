package registry

import (
	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/ledger"
)

// Trails lists the ids of all patrol paths.
func (r *Registry) Trails() []string { return sortedIDs(r.border.trails) }

// Trail is the document of a path.
func (r *Registry) Trail(id string) TrailDoc { return r.border.trails[id] }

// WidthM is the half-width of its corridor in metres.
func (d *TrailDoc) WidthM() int {
	if d.CorridorM == 0 {
		return border.DefaultCorridorM
	}
	return d.CorridorM
}

// TrailsOn are all paths as they lie beside a version of the line, in the order of
// their ids. What stands for a segment that version does not have is left out.
func (r *Registry) TrailsOn(course *border.Course) ([]cover.Trail, error) {
	var out []cover.Trail
	for _, id := range r.Trails() {
		d := r.border.trails[id]
		t, err := d.on(course)
		if err != nil {
			return nil, err
		}
		if len(t.Links) > 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

func (d *TrailDoc) on(course *border.Course) (cover.Trail, error) {
	t := cover.Trail{WidthM: float64(d.WidthM())}
	l, err := d.line()
	if err != nil {
		return t, err
	}
	lo, hi, err := days(d.From, d.To)
	if err != nil {
		return t, err
	}
	t.Line = l
	for _, x := range d.Links {
		s := course.Segment(x.Line.SegmentID)
		if s == nil {
			continue
		}
		to := span.Decimetre(x.Line.ToDM)
		if to == 0 {
			to = s.Calibration.Declared()
		}
		t.Links = append(t.Links, cover.Link{Trail: x.trail(), Backward: x.Backward, Days: border.Days{From: lo, To: hi},
			Line: span.Span{From: s.Calibration.Place(span.Decimetre(x.Line.FromDM)), To: s.Calibration.Place(to)}})
	}
	return t, nil
}

func (x *TrailLinkDoc) trail() span.Span {
	return span.Span{From: span.Decimetre(x.FromDM), To: span.Decimetre(x.ToDM)}
}

func (d *TrailDoc) line() (*border.Line, error) {
	vertices, err := border.Unpack(d.Vertices)
	if err != nil {
		return nil, err
	}
	return border.NewLine(vertices)
}

// checkTrail refuses a path that does not compile, or that stands for what is not
// there.
func (r *Registry) checkTrail(d *TrailDoc, pending []ledger.Entity) error {
	lo, hi, err := days(d.From, d.To)
	switch {
	case err != nil:
		return err
	case lo > hi:
		return refused(border.Dates, "Ngày bắt đầu nằm sau ngày kết thúc.", "the first day lies behind the last")
	case d.Name == "" || d.Source == "" || len(d.Links) == 0:
		return refused(border.TrailShort, "Đường tuần tra phải có tên, nguồn và ít nhất một đoạn đường biên giới tương ứng.",
			"a trail has a name, a source and at least one stretch of the line it stands for")
	case d.WidthM() < border.MinCorridorM || d.WidthM() > border.MaxCorridorM:
		return refused(border.TrailCorridor, "Hành lang của đường tuần tra “"+d.Name+"” phải từ 30 đến 200 m.", "the corridor of trail "+d.Name+" must be 30 to 200 m")
	}
	l, err := d.line()
	if err != nil {
		return err
	}
	for i := range d.Links {
		x := &d.Links[i]
		if t := x.trail(); t.From < 0 || t.To > l.Length() || t.From >= t.To {
			return refused(border.TrailOutside, "Đoạn tương ứng vượt ra ngoài đường tuần tra “"+d.Name+"”.", "a link reaches beyond trail "+d.Name)
		}
		if err := r.checkStretch(&x.Line, pending); err != nil {
			return err
		}
	}
	return nil
}
