package registry

// SegmentDoc is a stretch of the border line (đoạn) with its declared length.
// The document declares the length; it is never measured.
type SegmentDoc struct {
	Name string `json:"name"`
	// Starts and Ends say in words where it begins and ends.
	Starts    string `json:"starts,omitempty"`
	Ends      string `json:"ends,omitempty"`
	DeclaredM int64  `json:"declared_m"`
	Document  string `json:"document,omitempty"`
	// CorridorM is the half-width within which it counts as visited, in metres;
	// 0 is the usual one.
	CorridorM int `json:"corridor_m,omitempty"`
}

// LineDoc is one version of the line. Its vertices lie in pieces, written
// before it and named by their sum.
type LineDoc struct {
	Name     string           `json:"name"`
	Source   string           `json:"source"`
	From     Bound            `json:"from"`
	To       Bound            `json:"to"`
	SHA256   string           `json:"sha256"` // of the vertices: border.Line.Hash
	Pieces   int              `json:"pieces"`
	Segments []LineSegmentDoc `json:"segments"`
}

// LineSegmentDoc says where a segment lies on a version of the line.
type LineSegmentDoc struct {
	SegmentID string `json:"segment_id"`
	// Marks are pairs of a place of the line and its chainage, in decimetres;
	// the first has chainage 0, the last the declared length.
	Marks [][2]int64 `json:"marks"`
}

// LinePieceDoc is a run of vertices of a version of the line, in the form of
// border.Pack.
type LinePieceDoc struct {
	LineID   string `json:"line_id"`
	N        int    `json:"n"` // from 0
	Vertices string `json:"vertices"`
}

// TrailDoc is an approved patrol path (đường tuần tra) behind the line, and what
// of the line it stands for. Who approved it, and when, says its operation.
type TrailDoc struct {
	Name   string `json:"name"`
	Source string `json:"source"`
	From   Bound  `json:"from"`
	To     Bound  `json:"to"`
	// CorridorM is the half-width within which the path counts as walked, in
	// metres; 0 is the usual one.
	CorridorM int `json:"corridor_m,omitempty"`
	// Vertices are one piece of border.Pack: a longer path is two.
	Vertices string         `json:"vertices"`
	Links    []TrailLinkDoc `json:"links"`
}

// TrailLinkDoc joins a stretch of a path, in decimetres from its first vertex, to
// the stretch of the line it stands for.
type TrailLinkDoc struct {
	FromDM int64      `json:"from_dm"`
	ToDM   int64      `json:"to_dm"`
	Line   StretchDoc `json:"line"`
	// Backward: the path runs against the chainage of the segment.
	Backward bool `json:"backward,omitempty"`
}

// StretchDoc is a part of a segment by chainage in decimetres; ToDM 0 is the
// end of the segment.
type StretchDoc struct {
	SegmentID string `json:"segment_id"`
	FromDM    int64  `json:"from_dm,omitempty"`
	ToDM      int64  `json:"to_dm,omitempty"`
}

// MarkerDoc is a position (vị trí mốc) with its stones.
type MarkerDoc struct {
	Number    string `json:"number"` // 836, 728/1
	SegmentID string `json:"segment_id,omitempty"`
	// ChainageDM is the official chainage in decimetres; nil where there is none.
	ChainageDM *int64        `json:"chainage_dm,omitempty"`
	Monuments  []MonumentDoc `json:"monuments,omitempty"`
}

// MonumentDoc is one stone (cột mốc).
type MonumentDoc struct {
	Index    int          `json:"index,omitempty"` // of several with one number; 0 is a single one
	Lat      int64        `json:"lat"`             // 1e-7 degree, WGS 84
	Lon      int64        `json:"lon"`
	HeightDM *int64       `json:"height_dm,omitempty"`
	Side     string       `json:"side"`             // ours, theirs, on_line
	SetBy    string       `json:"set_by,omitempty"` // ours, theirs
	Size     string       `json:"size,omitempty"`
	Source   string       `json:"source,omitempty"`
	States   []StateDoc   `json:"states,omitempty"`
	Closed   []ClosureDoc `json:"closed,omitempty"`
}

// StateDoc is how a stone stands since a day: good, damaged, lost, moved.
type StateDoc struct {
	State string `json:"state"`
	From  Bound  `json:"from"`
}

// ClosureDoc is why a stone cannot be reached on some days.
type ClosureDoc struct {
	Reason string `json:"reason"`
	From   Bound  `json:"from"`
	To     Bound  `json:"to"`
}
