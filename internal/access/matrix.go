package access

// limit says how far a role's right reaches inside its place.
type limit struct {
	// class is the highest class the right covers by itself.
	class Class
	// cleared lets a grant with a higher clearance reach up to it.
	cleared bool
	// ownBody covers every class where the entry belongs to the grant's body.
	ownBody bool
	// bodyOnly covers nothing but what belongs to the grant's body.
	bodyOnly bool
}

var (
	all       = limit{class: Restricted}
	internal  = limit{class: Internal}
	cleared   = limit{class: Internal, cleared: true}
	andOwn    = limit{class: Internal, cleared: true, ownBody: true}
	teamOwn   = limit{class: Internal, ownBody: true}
	onlyOwn   = limit{class: Restricted, bodyOnly: true}
	publicity = limit{class: Public}
)

// matrix is the table of security.md section 4. What is not in it is refused.
// Plans ahead are never shown to communes' clerks, the inspector and the public:
// they say where a patrol will be. Planned numbers are of the class public. An
// export reaches exactly as far as reading entries: a letter about an incident
// is made by who answers for it. Where on the line nobody was is known to posts
// and to those above them only (coverage.md section 11). A raw track is read like the
// entry it belongs to, by fewer: no team or clerk opens one in the office.
var matrix = map[Role]map[Action]limit{
	// What a team sent in it may see again, incidents too: it adds the photos.
	TeamMember: {ReadFigures: internal, ReadEntries: teamOwn, WriteEntries: onlyOwn, ReadPlans: onlyOwn, ReadRegistry: internal},
	TeamLeader: {ReadFigures: internal, ReadEntries: teamOwn, WriteEntries: onlyOwn, ReadPlans: onlyOwn, ReadRegistry: internal},
	CommuneClerk: {ReadFigures: internal, ReadEntries: andOwn, WriteEntries: onlyOwn, WritePlans: onlyOwn, ReadReports: internal, MakeReports: internal,
		Import: onlyOwn, Export: andOwn, ReadRegistry: internal, ReadDevices: internal, EnrolDevices: internal},
	CommuneVerifier: {ReadFigures: internal, ReadTracks: cleared, ReadEntries: cleared, VerifyEntries: cleared, ReadReports: internal, MakeReports: internal, SignReports: internal,
		WritePlans: cleared, Import: internal, Export: cleared, ReadRegistry: internal, ReadPeople: internal,
		ReadDevices: internal, EnrolDevices: internal, ApproveDevices: internal},
	PostOfficer: {ReadFigures: internal, ReadLine: internal, ReadTracks: andOwn, ReadEntries: andOwn, WriteEntries: onlyOwn, ReadPlans: andOwn, WritePlans: andOwn, ReadReports: internal,
		MakeReports: internal, Import: onlyOwn, Export: andOwn, ReadRegistry: internal, ReadDevices: internal, EnrolDevices: onlyOwn},
	PostCommander: {ReadFigures: internal, ReadLine: internal, ReadTracks: andOwn, ReadEntries: andOwn, WriteEntries: onlyOwn, VerifyEntries: andOwn, ReadPlans: andOwn, WritePlans: andOwn,
		ReadReports: internal, MakeReports: internal, SignReports: internal, Import: onlyOwn, Export: andOwn, ReadRegistry: internal, ReadPeople: internal,
		ReadDevices: internal, EnrolDevices: onlyOwn, ApproveDevices: internal, ReadAudit: onlyOwn, LateTips: onlyOwn},
	TipOfficer: {ReadFigures: publicity, ReadRegistry: internal, AnswerTips: onlyOwn, LateTips: onlyOwn},
	UpperOfficer: {ReadFigures: internal, ReadLine: internal, ReadTracks: cleared, ReadEntries: cleared, WriteEntries: onlyOwn, VerifyEntries: cleared, ReadPlans: cleared, WritePlans: cleared,
		ReadReports: internal, MakeReports: internal, SignReports: internal, Import: internal, Export: cleared, ReadRegistry: internal, ReadPeople: internal,
		GrantRights: internal, ReadDevices: internal, EnrolDevices: internal, ApproveDevices: internal, ReadAudit: internal,
		KeepDesks: internal, LateTips: internal},
	RegistryEditor: {ReadFigures: publicity, ReadRegistry: internal, WriteRegistry: all},
	Inspector: {ReadFigures: internal, ReadTracks: cleared, ReadEntries: cleared, ReadPlans: publicity, ReadReports: internal, Export: cleared, ReadRegistry: internal,
		ReadPeople: internal, ReadDevices: internal, ReadAudit: all, VerifyAudit: all},
	Ombudsperson: {ReadFigures: publicity, ReadAudit: all, VerifyAudit: all, LateTips: all, WatchTips: all, FreezeTips: all},
	Administrator: {ReadFigures: publicity, ReadRegistry: internal, ReadPeople: all, GrantRights: all, ReadDevices: all, EnrolDevices: all, ApproveDevices: all,
		VerifyAudit: all, RunSystem: all},
}

// strong are the actions that a password with a one-time code never opens:
// they need a passkey (security.md section 1), as exports of what is
// restricted do.
var strong = map[Action]bool{GrantRights: true, RunSystem: true, KeepDesks: true, AnswerTips: true, FreezeTips: true}

// Can reports whether a role may do an action at all.
func (r Role) Can(a Action) bool {
	_, ok := matrix[r][a]
	return ok
}
