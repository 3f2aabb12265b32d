// Package access decides who may do what where: roles over places by date, a
// closed list of actions, and one function, Rules.May, that answers no unless
// a grant says yes (security.md section 4). It knows neither storage nor HTTP:
// it is asked where data is read and where an operation is folded.
package access

import "slices"

// Role is what a grant makes of a person at a body and a place.
type Role string

// The closed list of roles (security.md section 4).
const (
	TeamMember      Role = "team_member"
	TeamLeader      Role = "team_leader"
	CommuneClerk    Role = "commune_clerk"    // any body of the commune that records: committee, Front, police, military
	CommuneVerifier Role = "commune_verifier" // verifies at level 2 and signs the commune's reports
	PostOfficer     Role = "post_officer"
	PostCommander   Role = "post_commander" // verifies at level 3 and signs the post's reports
	TipOfficer      Role = "tip_officer"
	UpperOfficer    Role = "upper_officer" // province, and the district while it existed
	RegistryEditor  Role = "registry_editor"
	Inspector       Role = "inspector"
	Ombudsperson    Role = "ombudsperson"
	Administrator   Role = "administrator"
)

// Roles lists all roles, from the hamlet up to those without data.
func Roles() []Role {
	return []Role{TeamMember, TeamLeader, CommuneClerk, CommuneVerifier, PostOfficer, PostCommander, TipOfficer, UpperOfficer,
		RegistryEditor, Inspector, Ombudsperson, Administrator}
}

// Known reports whether r is one of Roles.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// Level is the verification level a role answers for, 0 for none. A grant may
// say another one: an upper officer of a district verified at level 3.
func (r Role) Level() int {
	switch r {
	case CommuneVerifier:
		return 2
	case PostCommander:
		return 3
	}
	return 0
}

// BodyLevel is the level the body must have for which a role acts, 0 for any:
// nobody answers as the post's commander for a commune's office, or one body
// would check an entry at two levels.
func (r Role) BodyLevel() int {
	if r == PostOfficer {
		return PostCommander.Level()
	}
	return r.Level()
}

// Class is how far an entry may be known. Tips lie outside this ladder.
type Class string

// The ladder of release classes.
const (
	Public     Class = "public"
	Internal   Class = "internal"
	Restricted Class = "restricted"
)

// rank orders classes; what is not known counts as the highest.
func (c Class) rank() int {
	switch c {
	case Public:
		return 0
	case Internal:
		return 1
	}
	return 2
}

// Action is something a person does that needs a right.
type Action string

// The closed list of actions.
const (
	// Open is what anybody may do, signed in or not.
	Open Action = "open"
	// Self is what everybody signed in may do about himself.
	Self Action = "self"

	ReadFigures Action = "figures.read"
	// ReadLine is where exactly on the line somebody was and nobody was.
	ReadLine Action = "line.read"
	// ReadTracks is the raw track of one patrol, with a reason.
	ReadTracks    Action = "tracks.read"
	ReadEntries   Action = "entries.read"
	WriteEntries  Action = "entries.write"
	VerifyEntries Action = "entries.verify"
	ReadPlans     Action = "plans.read"
	WritePlans    Action = "plans.write"
	ReadReports   Action = "reports.read"
	MakeReports   Action = "reports.make"
	SignReports   Action = "reports.sign"
	Import        Action = "import"
	Export        Action = "export"
	ReadRegistry  Action = "registry.read"
	WriteRegistry Action = "registry.write"
	ReadPeople    Action = "people.read"
	GrantRights   Action = "people.grant"
	ReadDevices   Action = "devices.read"
	EnrolDevices  Action = "devices.enrol"
	// ApproveDevices is the second officer's word for a new phone.
	ApproveDevices Action = "devices.approve"
	ReadAudit      Action = "audit.read"
	VerifyAudit    Action = "audit.verify"
	RunSystem      Action = "system.run"

	// KeepDesks opens desks for sealed tips and signs their keys.
	KeepDesks Action = "tips.keep"
	// AnswerTips is what an officer of a desk does. It opens nothing: for that he
	// needs a key that a colleague made for him.
	AnswerTips Action = "tips.answer"
	// LateTips is how many clocks of a desk ran out, and nothing else.
	LateTips Action = "tips.late"
	// WatchTips sees who opened which case when; FreezeTips stops one.
	WatchTips  Action = "tips.watch"
	FreezeTips Action = "tips.freeze"
)

// Actions lists all actions.
func Actions() []Action {
	return []Action{Open, Self, ReadFigures, ReadLine, ReadTracks, ReadEntries, WriteEntries, VerifyEntries, ReadPlans, WritePlans, ReadReports, MakeReports, SignReports,
		Import, Export, ReadRegistry, WriteRegistry, ReadPeople, GrantRights,
		ReadDevices, EnrolDevices, ApproveDevices, ReadAudit, VerifyAudit, RunSystem, KeepDesks, AnswerTips, LateTips, WatchTips, FreezeTips}
}

// Known reports whether a is one of Actions.
func (a Action) Known() bool { return slices.Contains(Actions(), a) }
