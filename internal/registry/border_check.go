package registry

import (
	"encoding/json"
	"maps"
	"slices"

	"phendau/internal/border"
	"phendau/internal/ledger"
)

func sortedIDs[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

func refused(c border.Code, vi, en string) error { return &border.Error{Code: c, VI: vi, EN: en} }

func unknownSegment(id string) error {
	return refused(border.SegmentUnknown, "Không có đoạn “"+id+"” trong danh mục.", "there is no segment "+id+" in the registers")
}

// maxDeclaredM is longer than any segment: the whole land border is about half
// of it.
const maxDeclaredM = 10_000_000

// checkBorder refuses what would not compile with the line as it would be then.
func (r *Registry) checkBorder(e ledger.Entity, pending []ledger.Entity) error {
	switch e.Type {
	case "segment":
		return readInto(e.Body, checkSegment)
	case "line":
		return r.checkLine(e, pending)
	case "line_piece":
		return readInto(e.Body, func(d LinePieceDoc) error { return r.checkPiece(d, pending) })
	case "trail":
		return readInto(e.Body, func(d TrailDoc) error { return r.checkTrail(&d, pending) })
	case "register":
		return readInto(e.Body, func(d RegisterDoc) error { return r.checkOnLine(&d, pending) })
	case "stone_state":
		return readInto(e.Body, r.checkStone)
	}
	return nil
}

func checkSegment(d SegmentDoc) error {
	if d.Name == "" || d.DeclaredM < 1 || d.DeclaredM > maxDeclaredM {
		return refused(border.SegmentDeclared, "Đoạn phải có tên và chiều dài công bố tính bằng mét.", "a segment has a name and a declared length in metres")
	}
	if d.CorridorM != 0 && (d.CorridorM < border.MinCorridorM || d.CorridorM > border.MaxCorridorM) {
		return refused(border.SegmentCorridor, "Hành lang của đoạn “"+d.Name+"” phải từ 30 đến 200 m.", "the corridor of segment "+d.Name+" must be 30 to 200 m")
	}
	return nil
}

func (r *Registry) checkLine(e ledger.Entity, pending []ledger.Entity) error {
	b, err := r.border.with(append(pending, e))
	if err != nil {
		return err
	}
	_, err = b.compile(e.ID)
	return err
}

// checkPiece keeps a line as it was signed: nothing is added to one that is
// there.
func (r *Registry) checkPiece(d LinePieceDoc, pending []ledger.Entity) error {
	_, there := r.border.lines[d.LineID]
	if there || slices.ContainsFunc(pending, func(p ledger.Entity) bool { return p.Type == "line" && p.ID == d.LineID }) {
		return refused(border.LineFixed, "Đường đã ban hành không sửa được; hãy lập phiên bản mới.", "a line that is there never changes; make a new version")
	}
	if d.N < 0 || d.N >= border.MaxPieces || !ledger.ValidID(d.LineID) {
		return refused(border.LinePacked, "Phần tọa độ không ghi rõ thuộc đường nào.", "the piece does not say of which line it is")
	}
	_, err := border.Unpack(d.Vertices)
	return err
}

// checkOnLine holds what a row says of the line against its segment.
func (r *Registry) checkOnLine(d *RegisterDoc, pending []ledger.Entity) error {
	if d.Stretch != nil {
		if err := r.checkStretch(d.Stretch, pending); err != nil {
			return err
		}
	}
	if d.Marker == nil {
		return nil
	}
	return r.checkMarker(d.Marker, pending)
}

// checkStretch holds a stretch against its segment.
func (r *Registry) checkStretch(s *StretchDoc, pending []ledger.Entity) error {
	seg, err := r.segmentWith(s.SegmentID, pending)
	if err != nil {
		return err
	}
	if to := 10 * seg.DeclaredM; s.FromDM < 0 || s.ToDM > to || s.FromDM >= to || s.ToDM != 0 && s.ToDM <= s.FromDM {
		return refused(border.StretchBounds, "Lý trình nằm ngoài đoạn “"+seg.Name+"”.", "the chainage lies outside segment "+seg.Name)
	}
	return nil
}

// segmentWith finds a segment in the registry or in the batch at work.
func (r *Registry) segmentWith(id string, pending []ledger.Entity) (SegmentDoc, error) {
	d, ok := r.border.segments[id]
	for _, p := range pending {
		if p.Type == "segment" && p.ID == id {
			d, ok = SegmentDoc{}, true
			if err := json.Unmarshal(p.Body, &d); err != nil {
				return d, err
			}
		}
	}
	if !ok {
		return d, unknownSegment(id)
	}
	return d, nil
}

func (r *Registry) checkMarker(m *MarkerDoc, pending []ledger.Entity) error {
	n, err := border.ParseNumber(m.Number)
	if err != nil {
		return err
	}
	if n.Index != 0 || n.String() != m.Number {
		return refused(border.NumberForm, "Số của vị trí mốc ghi gọn và không kèm số thứ tự cột, ví dụ 836 hoặc 728/1.", "the number of a position is written plainly and without that of a stone: 836 or 728/1")
	}
	if m.SegmentID != "" {
		seg, err := r.segmentWith(m.SegmentID, pending)
		if err != nil {
			return err
		}
		if c := m.ChainageDM; c != nil && (*c < 0 || *c > 10*seg.DeclaredM) {
			return refused(border.StretchBounds, "Lý trình của mốc "+m.Number+" nằm ngoài đoạn “"+seg.Name+"”.", "the chainage of marker "+m.Number+" lies outside segment "+seg.Name)
		}
	} else if m.ChainageDM != nil {
		return unknownSegment("")
	}
	seen := map[int]bool{}
	for i := range m.Monuments {
		if err := m.Monuments[i].check(m.Number, len(m.Monuments), seen); err != nil {
			return err
		}
	}
	return nil
}

var (
	sides  = []border.Side{border.Ours, border.Theirs, border.OnLine}
	states = []border.State{border.Good, border.Damaged, border.Lost, border.Moved}
)

func (m *MonumentDoc) check(number string, of int, seen map[int]bool) error {
	switch {
	case m.Index < 0 || seen[m.Index] || (m.Index == 0) != (of == 1):
		return refused(border.MonumentNumber, "Các cột của mốc "+number+" phải được đánh số (1), (2), (3); cột đơn không đánh số.",
			"the stones of marker "+number+" are numbered (1), (2), (3); a single one is not")
	case m.Lat < -90e7 || m.Lat > 90e7 || m.Lon < -180e7 || m.Lon > 180e7 || m.Lat == 0 && m.Lon == 0:
		return refused(border.MonumentPlace, "Tọa độ cột của mốc "+number+" không nằm trên trái đất.", "a stone of marker "+number+" does not lie on the earth")
	case !slices.Contains(sides, border.Side(m.Side)), m.SetBy != "" && !slices.Contains(sides[:2], border.Side(m.SetBy)):
		return refused(border.MonumentWord, "Cột của mốc "+number+" thiếu vị trí so với đường hoặc bên cắm.", "a stone of marker "+number+" lacks its side or who set it")
	}
	for _, s := range m.States {
		if !slices.Contains(states, border.State(s.State)) {
			return refused(border.MonumentWord, "Tình trạng cột của mốc "+number+" không có trong danh sách.", "the state of a stone of marker "+number+" is not in the list")
		}
	}
	seen[m.Index] = true
	return nil
}

// dated says whether all days of a marker can be read.
func (d *MarkerDoc) dated() error {
	if d == nil {
		return nil
	}
	for _, m := range d.Monuments {
		for _, s := range m.States {
			if _, _, err := days(s.From, Open); err != nil {
				return err
			}
		}
		for _, c := range m.Closed {
			if _, _, err := days(c.From, c.To); err != nil {
				return err
			}
		}
	}
	return nil
}
