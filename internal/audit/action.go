package audit

import "slices"

// The closed list of actions. A new one is a constant here and a line in
// actions; the word is part of hashed records and never changes its meaning.
const (
	// SessionOpen is a sign-in, by passkey or by password and code.
	SessionOpen = "session.open"
	// SessionRefused is a sign-in that failed, known account or not.
	SessionRefused = "session.refused"
	// SessionClose is a sign-out by the person.
	SessionClose = "session.close"
	// SessionRevoke is the end of a session by somebody else or another device.
	SessionRevoke = "session.revoke"
	// SessionRenew is a fresh proof of presence before a weighty act.
	SessionRenew = "session.renew"
	// AccessRefused is an act the rights of the person do not reach.
	AccessRefused = "access.refused"

	// AccountInvite hands out the one-time link of a new account.
	AccountInvite = "account.invite"
	// AccountOpen is the first use of an invitation.
	AccountOpen = "account.open"
	// AccountClose shuts an account; its records stay.
	AccountClose = "account.close"
	// AccountRecover is a new enrolment issued by two people.
	AccountRecover = "account.recover"
	// PasskeyAdd and PasskeyRemove change what a person signs in with.
	PasskeyAdd    = "passkey.add"
	PasskeyRemove = "passkey.remove"
	// PasskeyClone is a sign counter that went back.
	PasskeyClone = "passkey.clone"
	// PasswordSet sets or changes a password.
	PasswordSet = "password.set"
	// CodeSet sets up the time codes beside a password.
	CodeSet = "code.set"
	// RecoveryMake prints one-time codes; RecoveryUse spends one.
	RecoveryMake = "recovery.make"
	RecoveryUse  = "recovery.use"
	// TokenCreate and TokenRevoke are access tokens of programs.
	TokenCreate = "token.create"
	TokenRevoke = "token.revoke"
	// DeviceEnrol, DeviceApprove and DeviceRevoke are the life of a device.
	DeviceEnrol   = "device.enrol"
	DeviceApprove = "device.approve"
	DeviceRevoke  = "device.revoke"

	// PersonCreate and PersonChange are people in the registers.
	PersonCreate = "person.create"
	PersonChange = "person.change"
	// GrantCreate gives a right, GrantEnd ends one.
	GrantCreate = "grant.create"
	GrantEnd    = "grant.end"

	// EntryOpen is the reading of a restricted entry, or of one that had to be
	// seen at once.
	EntryOpen = "entry.open"
	// FigureOpen is the opening of a figure about tips, or of one with
	// restricted entries behind it.
	FigureOpen = "figure.open"
	// TrackOpen is the reading of the raw track of a patrol.
	TrackOpen = "track.open"
	// Export is a file handed out, with the number of rows in the detail.
	Export = "export"
	// Import is a file taken in, with the number of rows in the detail.
	Import = "import"
	// Lock is a report signed and locked; Withdraw takes one back.
	Lock     = "lock"
	Withdraw = "withdraw"
	// Hold keeps data from deletion; Shred deletes what a rule or two people say.
	Hold  = "hold"
	Shred = "shred"

	// TipKey makes or hands on a key of sealed tips, TipEpoch publishes one.
	TipKey   = "tip.key"
	TipEpoch = "tip.epoch"
	// TipSort tells tips from slots that hold nothing; TipOpen is the reading of
	// one; TipAct is what a desk decides or answers.
	TipSort = "tip.sort"
	TipOpen = "tip.open"
	TipAct  = "tip.act"
	// TipFreeze stops a case, or lets it go on.
	TipFreeze = "tip.freeze"
	// TipFiled is the leaf of a slot, written in the night behind its day.
	TipFiled = "tip.filed"

	// AuditRead is a look into this log; AuditRedact empties a record of it.
	AuditRead   = "audit.read"
	AuditRedact = "audit.redact"
	// Setup is the first start of a book with its first administrator.
	Setup = "setup"
	// Configuration is a change of a setting.
	Configuration = "configuration"
	// KeyRotate replaces a key of the server.
	KeyRotate = "key.rotate"
	// Backup and Restore are copies taken and put back.
	Backup  = "backup"
	Restore = "restore"
	// Upgrade is a new schema or program.
	Upgrade = "upgrade"
	// AppsServe is a program that serves other web apps than the one before.
	AppsServe = "apps.serve"
)

var actions = []string{
	SessionOpen, SessionRefused, SessionClose, SessionRevoke, SessionRenew, AccessRefused,
	AccountInvite, AccountOpen, AccountClose, AccountRecover, PasskeyAdd, PasskeyRemove, PasskeyClone,
	PasswordSet, CodeSet, RecoveryMake, RecoveryUse, TokenCreate, TokenRevoke, DeviceEnrol, DeviceApprove, DeviceRevoke,
	PersonCreate, PersonChange, GrantCreate, GrantEnd,
	EntryOpen, FigureOpen, TrackOpen, Export, Import, Lock, Withdraw, Hold, Shred,
	TipKey, TipEpoch, TipSort, TipOpen, TipAct, TipFreeze, TipFiled,
	AuditRead, AuditRedact, Setup, Configuration, KeyRotate, Backup, Restore, Upgrade, AppsServe,
}

// Actions is the closed list, for filters and for the words of the interface.
func Actions() []string { return slices.Clone(actions) }
