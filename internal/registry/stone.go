package registry

import (
	"cmp"
	"encoding/json"
	"slices"

	"phendau/internal/access"
	"phendau/internal/border"
	"phendau/internal/ledger"
)

// StoneDoc notes in which state a stone of a marker was found, since when, and
// which entry said so. It stands beside the marker's row, so that whoever
// answers for what was found need not rewrite the row.
type StoneDoc struct {
	RowID    string `json:"row_id"`
	Index    int    `json:"index,omitempty"` // of the stone, as in the row
	State    string `json:"state"`           // good, damaged, lost, moved
	From     Bound  `json:"from"`
	LedgerID string `json:"ledger_id,omitempty"` // of the entry that reported it
	EntryID  string `json:"entry_id,omitempty"`
}

// Stone is a noted state with its id and first day.
type Stone struct {
	ID string
	StoneDoc
	Since Day
	seq   int64
}

func (r *Registry) addStone(e ledger.Entity, d StoneDoc) error {
	lo, _, err := days(d.From, Open)
	r.stones[d.RowID] = append(r.stones[d.RowID], Stone{e.ID, d, lo, e.Seq})
	return err
}

// standStones puts the noted states in order and gives them to their rows. Of
// two of one day the one noted later counts.
func (r *Registry) standStones() {
	for _, list := range r.stones {
		slices.SortFunc(list, func(a, b Stone) int { return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.seq, b.seq)) })
	}
	for i := range r.Registers {
		r.Registers[i].stones = r.stones[r.Registers[i].ID]
	}
}

// Stones are the states noted of a marker's stones, the earliest first.
func (r *Registry) Stones(rowID string) []Stone { return r.stones[rowID] }

// checkStone holds a noted state against the row it is about.
func (r *Registry) checkStone(d StoneDoc) error {
	x := r.row(d.RowID)
	if x == nil || x.Marker == nil || !slices.ContainsFunc(x.Marker.Monuments, func(m MonumentDoc) bool { return m.Index == d.Index }) {
		return refused(border.MonumentNumber, "Không có cột mốc này trong danh mục.", "there is no such stone in the registers")
	}
	if !slices.Contains(states, border.State(d.State)) {
		return refused(border.MonumentWord, "Tình trạng cột của mốc "+x.Marker.Number+" không có trong danh sách.", "the state of a stone of marker "+x.Marker.Number+" is not in the list")
	}
	lo, _, err := days(d.From, Open)
	if err == nil && (lo < x.Lo || lo > x.Hi || d.From == Unknown || (d.LedgerID == "") != (d.EntryID == "")) {
		return refused(border.Dates, "Ngày ghi tình trạng phải nằm trong thời gian của mốc.", "the day of a state lies within the days of its marker")
	}
	return err
}

func (r *Registry) row(id string) *Register {
	if i := slices.IndexFunc(r.Registers, func(x Register) bool { return x.ID == id }); i >= 0 {
		return &r.Registers[i]
	}
	return nil
}

// allowsStone lets those note a state who keep the registers there, and those
// who verify entries there and may know where on the line they lie: posts and
// those above them.
func (r *Registry) allowsStone(rules access.Rules, a *access.Actor, x *ledger.Act) bool {
	var d StoneDoc
	if json.Unmarshal(x.Doc, &d) != nil {
		return false
	}
	row := r.row(d.RowID)
	if row == nil {
		return false
	}
	may := func(action access.Action) bool {
		return rules.May(a, action, access.Target{PlaceID: row.PlaceID, Day: x.Today, Class: access.Internal}) == access.Allowed
	}
	return may(access.WriteRegistry) || may(access.VerifyEntries) && may(access.ReadLine)
}
