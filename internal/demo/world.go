package demo

import "phendau/internal/access"

// World names what a filled book holds, so that the app can offer sign-ins
// and tests can ask questions. All lists have a fixed order.
type World struct {
	Registry string // ledger of the registry

	Province        string // tỉnh Cao Bằng
	District        string // huyện Trùng Khánh, 2020-03-01 to 2025-06-30
	OldTrungKhanh   string // huyện Trùng Khánh until 2020-02-29
	OldTraLinh      string // huyện Trà Lĩnh until 2020-02-29
	QuangHoa        string // huyện Quảng Hòa from 2020-03-01
	QuocToan        string // xã Quốc Toản, from outside into xã Trà Lĩnh
	GroupDistrict   string // group "huyện Trùng Khánh (cũ)": the 21 units
	GroupBorder     string // group "12 đơn vị biên giới"
	ProvinceLedger  string
	DistrictLedger  string
	Units           []*Unit   // the 21 units of 2020-2025, as listed
	Border          []*Unit   // the 12 of them on the line, west to east
	Communes        []*Unit   // the seven since 2025-07-01
	Hamlets         []*Hamlet // 29, west to east
	Posts           []*Post
	Twins           []string // twinned bodies
	Donors          []string
	Neighbour       string // the neighbour's border force
	Residents       string // the body "quần chúng nhân dân"
	Committee       string // UBND huyện
	FrontDistrict   string
	MilitaryDist    string
	PoliceDist      string
	SteeringDist    string
	ProvinceBody    string // UBND tỉnh
	Command         string // provincial Border Guard command
	Ministry        string
	DistrictClerk   string // person
	DistrictLeader  string // person: verifier of level 3, signer
	ProvinceClerk   string // person
	ProvinceAnalyst string // person: verifier of level 4, signer
	People          []Person
	Ledgers         []string // all ledgers with entries, in the order they were opened
}

// Unit is a commune or township with its bodies and people.
type Unit struct {
	ID, Word, Name, Code string
	Ledger               string
	Border               bool
	Successor            string // place id since 2025-07-01, "" for today's
	Hamlets              []*Hamlet
	Markers              []string // register ids of the reachable positions
	Post                 *Post    // post whose area holds the unit, nil off the line

	Committee, Front, Police, Military, Steering string // bodies
	Clerk, FrontOfficer, PoliceOfficer           string // people who record
	Verifier, Leader                             string // people who verify at level 2; the leader signs

	weight int64 // by positions: how much of the line's work falls here
	alone  bool  // until mid-2019 the clerk is the only one of the level
}

// Full is the name with its unit word.
func (u *Unit) Full() string { return u.Word + " " + u.Name }

// Hamlet is a fictional border hamlet with its teams.
type Hamlet struct {
	ID, Name string
	Unit     *Unit
	Commune  *Unit  // since 2025-07-01
	Team     string // body: line and markers
	Security string // body: security and order; the same body where one team does both
	Head     string // person: head of the team
}

// Post is a fictional border post.
type Post struct {
	ID, Name  string
	Type      string // post or gate_post
	Area      string // group of places
	Units     []*Unit
	Officers  [2]string // people who record
	Commander string    // person: verifier of level 3, signer
	Deputy    string    // person: verifier of level 3
}

// Person is somebody who acts in the demo. Names are those of roles.
type Person struct {
	ID, Name, Title string
	Role            access.Role
	Body, Place     string
	Level           int
}
