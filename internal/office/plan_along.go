package office

import (
	"encoding/json"
	"strings"

	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// AlongForm is where along the line a planned activity goes.
type AlongForm struct {
	Stretches []AlongStretch `json:"stretches,omitempty" maxItems:"100"`
	Positions []string       `json:"positions,omitempty" maxItems:"300" doc:"Rows of the registers that stand for marker positions"`
	Times     int            `json:"times,omitempty" minimum:"0" maximum:"31" doc:"How often in each week or month every position is to be visited; once in all when 0"`
	Per       string         `json:"per,omitempty" enum:"week,month"`
}

// AlongStretch is a stretch of a segment by chainage in decimetres.
type AlongStretch struct {
	SegmentID string `json:"segment_id" format:"uuid"`
	FromDM    int64  `json:"from_dm" minimum:"0"`
	ToDM      int64  `json:"to_dm" minimum:"1"`
}

// AlongText is AlongForm with its words.
type AlongText struct {
	Stretches []NamedStretch  `json:"stretches"`
	Positions []NamedPosition `json:"positions"`
	Times     int             `json:"times,omitempty"`
	Per       string          `json:"per,omitempty" enum:"week,month"`
	Often     string          `json:"often" doc:"How often, in words"`
	LengthDM  int64           `json:"length_dm" doc:"Of all stretches together"`
	Length    string          `json:"length" doc:"In words"`
	Excused   []ExcusedText   `json:"excused" doc:"Stretches somebody said could not be walked"`
}

// NamedStretch is a stretch with its words: its segment and kilometres.
type NamedStretch struct {
	AlongStretch
	Name string `json:"name"`
}

// NamedPosition is a marker position by its number.
type NamedPosition struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ExcusedText is a stretch that could not be walked, with the reason.
type ExcusedText struct {
	NamedStretch
	Reason     string `json:"reason"`
	ReasonName string `json:"reason_name"`
	Why        string `json:"why,omitempty"`
}

// along reads the form; nil stays nil.
func (f *AlongForm) along() *ledger.Along {
	if f == nil {
		return nil
	}
	a := &ledger.Along{Positions: f.Positions, Times: f.Times, Per: f.Per}
	for _, s := range f.Stretches {
		a.Stretches = append(a.Stretches, ledger.LineStretch(s))
	}
	return a
}

// along puts where a plan goes, and what of it was excused, into words.
func (t *teller) along(a *ledger.Along, excused []ledger.Excuse) *AlongText {
	if a == nil {
		return nil
	}
	out := &AlongText{Stretches: []NamedStretch{}, Positions: []NamedPosition{}, Times: a.Times, Per: a.Per, Excused: []ExcusedText{}, Often: t.often(a)}
	for _, s := range a.Stretches {
		out.Stretches = append(out.Stretches, t.stretch(s))
		out.LengthDM += s.ToDM - s.FromDM
	}
	out.Length = t.kilometres(out.LengthDM)
	for _, id := range a.Positions {
		out.Positions = append(out.Positions, NamedPosition{id, t.rowName(id)})
	}
	for _, e := range excused {
		out.Excused = append(out.Excused, ExcusedText{t.stretch(e.LineStretch), e.Reason, t.reasonOf(e.Reason), e.Why})
	}
	return out
}

// often says how often a plan is to be carried out; "" for once.
func (t *teller) often(a *ledger.Along) string {
	if a.Times == 0 {
		return ""
	}
	return t.t("line.often."+a.Per, "n", a.Times)
}

func (t *teller) stretch(s ledger.LineStretch) NamedStretch {
	return NamedStretch{AlongStretch(s), stretchName(t.reg, s, t.t("line.km"))}
}

// stretchName is the segment and the kilometres of its chainage, to ten metres.
func stretchName(reg *registry.Registry, s ledger.LineStretch, km string) string {
	d, _ := reg.Segment(s.SegmentID)
	return d.Name + ", " + km + " " + vi.Range(vi.DecimalDigits(s.FromDM, 10_000, 2), vi.DecimalDigits(s.ToDM, 10_000, 2))
}

// kilometres is a length in words, to ten metres.
func (t *teller) kilometres(dm int64) string {
	return vi.DecimalDigits(dm, 10_000, 2) + " " + t.t("line.km")
}

// alongFacts says where a plan goes as facts of a page.
func (t *teller) alongFacts(a *AlongText) []FactText {
	if a == nil {
		return nil
	}
	var out []FactText
	add := func(id string, names []string) {
		if len(names) > 0 {
			out = append(out, FactText{id, t.t("line." + id), strings.Join(names, "; ")})
		}
	}
	var stretches, positions []string
	for _, s := range a.Stretches {
		stretches = append(stretches, s.Name)
	}
	for _, p := range a.Positions {
		positions = append(positions, p.Name)
	}
	add("stretches", stretches)
	add("positions", positions)
	if a.Often != "" {
		add("often", []string{a.Often})
	}
	return out
}

// alongValue puts the stored form into one line, for the history of a plan.
func (t *teller) alongValue(raw json.RawMessage) string {
	var a ledger.Along
	if json.Unmarshal(raw, &a) != nil {
		return string(raw)
	}
	var out []string
	for _, f := range t.alongFacts(t.along(&a, nil)) {
		out = append(out, f.Value)
	}
	return strings.Join(out, "; ")
}
