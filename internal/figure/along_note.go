package figure

import (
	"fmt"
	"slices"
	"strings"

	"phendau/internal/place"
)

// AlongNote is on what a figure computed from tracks stands. It is printed beside
// the figure: with another corridor, line or rule it is another one.
type AlongNote struct {
	Line       string `json:"line" doc:"Name of the version of the line"`
	CorridorsM []int  `json:"corridors_m" doc:"Half-widths within which the line counts as visited"`
	TrailsM    []int  `json:"trails_m,omitempty" doc:"Half-widths of the trails behind the line, of a figure by trail"`
	Cleaning   int    `json:"cleaning" doc:"Version of the rules by which fixes were cleaned"`
	Visits     int    `json:"visits" doc:"Version of the rules by which markers count as reached"`
	DeclaredDM int64  `json:"declared_dm" doc:"Declared length of the stretches, in decimetres"`
	CoveredDM  int64  `json:"covered_dm"`
	Reachable  int    `json:"reachable" doc:"Marker positions that can be reached"`
	Closed     int    `json:"closed" doc:"And those that cannot"`
	Patrols    int    `json:"patrols" doc:"Patrols that count, recorded here or come through"`
	Trackless  int    `json:"trackless" doc:"Of these without a track: they cover nothing"`
	Missing    int    `json:"missing" doc:"Pieces of tracks that are not here"`
	MissingOf  int    `json:"missing_of" doc:"Patrols with such pieces"`
}

func (y *lineCell) note() *AlongNote {
	n := &AlongNote{Line: y.walks.Line, Cleaning: y.walks.Cleaning, Visits: y.walks.Visits, DeclaredDM: int64(y.figure.Length), CoveredDM: int64(y.figure.Covered),
		Reachable: len(y.markers.Reachable), Closed: len(y.markers.Unreachable), Patrols: len(y.acts), Trackless: len(y.acts) - y.tracked}
	if y.trail {
		n.TrailsM = y.walks.Trails
	}
	for i := range y.walks.Course.Segments {
		s := &y.walks.Course.Segments[i]
		if w := s.WidthM(); y.figure.Whole.Within(s.Calibration.Span()).Length() > 0 && !slices.Contains(n.CorridorsM, w) {
			n.CorridorsM = append(n.CorridorsM, w)
		}
	}
	slices.Sort(n.CorridorsM)
	for _, p := range y.acts {
		before := n.Missing
		for i := range p.entries {
			if o := y.walks.outing(&p.entries[i]); o != nil {
				n.Missing += o.Missing
			}
		}
		if n.Missing > before {
			n.MissingOf++
		}
	}
	return n
}

// LowerBound reports whether more may have been covered than anybody can tell.
func (n *AlongNote) LowerBound() bool { return n.Trackless > 0 || n.Missing > 0 }

// Text is the note in vi or en: by which rules, and what is lacking.
func (n *AlongNote) Text(lang string) string { return n.rules(lang) + n.lacking(lang) }

func (n *AlongNote) rules(lang string) string {
	text := "Tính từ vết đi trong hành lang %s m hai bên đường “%s”; quy tắc vết đi số %d, quy tắc đến mốc số %d."
	if lang == "en" {
		text = "From tracks within %s m of the line “%s”; rules of tracks %d, of markers %d."
	}
	return fmt.Sprintf(text, metres(n.CorridorsM), n.Line, n.Cleaning, n.Visits) + n.trails(lang)
}

// trails says how far from a trail behind the line still counts as walked on it.
func (n *AlongNote) trails(lang string) string {
	text := " Đường tuần tra phía sau: trong hành lang %s m; chỉ tính nơi không có ai đi dọc đường."
	if lang == "en" {
		text = " Trails behind it: within %s m, and only where nobody went along the line."
	}
	if len(n.TrailsM) == 0 {
		return ""
	}
	return fmt.Sprintf(text, metres(n.TrailsM))
}

func metres(all []int) string {
	var w []string
	for _, m := range all {
		w = append(w, fmt.Sprint(m))
	}
	return strings.Join(w, ", ")
}

func (n *AlongNote) lacking(lang string) string {
	least, without, pieces := " Là mức ít nhất: ", "%d trong %d chuyến không có vết đi", "thiếu %d phần vết đi của %d chuyến"
	if lang == "en" {
		least, without, pieces = " A lower bound: ", "%d of %d patrols have no track", "%d pieces of the tracks of %d patrols are not here"
	}
	var out []string
	if n.Trackless > 0 {
		out = append(out, fmt.Sprintf(without, n.Trackless, n.Patrols))
	}
	if n.Missing > 0 {
		out = append(out, fmt.Sprintf(pieces, n.Missing, n.MissingOf))
	}
	if len(out) == 0 {
		return ""
	}
	return least + strings.Join(out, ", ") + "."
}

// FootTracks is the remark of a table with figures computed from tracks.
const FootTracks place.FootnoteKind = "tracks"

// noteTracks tells under a table by which rules its figures were computed from
// tracks, and whether they are lower bounds. One figure says by how much.
func (t *Table) noteTracks() {
	var all *AlongNote
	one := true
	for i := range t.Cells {
		n := t.Cells[i].Along
		switch {
		case n == nil:
			continue
		case all == nil:
			c := *n
			all = &c
			continue
		}
		one = one && n.Patrols == all.Patrols && n.Trackless == all.Trackless && n.Missing == all.Missing
		all.CorridorsM = append(slices.Clone(all.CorridorsM), n.CorridorsM...)
		if len(n.TrailsM) > 0 {
			all.TrailsM = n.TrailsM
		}
		if n.LowerBound() {
			all.Trackless = max(all.Trackless, 1)
		}
	}
	if all == nil {
		return
	}
	slices.Sort(all.CorridorsM)
	all.CorridorsM = slices.Compact(all.CorridorsM)
	text := place.Text{VI: all.Text("vi"), EN: all.Text("en")}
	if !one {
		text = place.Text{VI: all.rules("vi"), EN: all.rules("en")}
		if all.LowerBound() {
			text.VI += " Nơi có chuyến không có vết đi thì số này là mức ít nhất."
			text.EN += " Where patrols have no track it is a lower bound."
		}
	}
	t.Footnotes = append(slices.Clone(t.Footnotes), place.Footnote{Kind: FootTracks, Text: text})
}
