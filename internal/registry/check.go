package registry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"phendau/internal/border"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
)

// CheckRegistry refuses documents that Build could not read or that hold
// fields nobody reads, and catalogue files that do not compile with what is
// already there.
func (r *Registry) CheckRegistry(e ledger.Entity, pending []ledger.Entity) error {
	err := r.checkDoc(e)
	if err == nil && e.Type == "catalogue" {
		err = r.checkCatalogue(e, pending)
	}
	if err == nil {
		_, err = Build(0, []ledger.Entity{e})
	}
	if err == nil {
		err = r.checkBorder(e, pending)
	}
	if err == nil && tipTypes[e.Type] {
		err = r.checkTip(e, pending)
	}
	var line *border.Error
	var told *ledger.Refusal
	if errors.As(err, &told) {
		return told
	}
	if errors.As(err, &line) {
		return ledger.RefuseFor(ledger.CodeBadLine, string(line.Code), line.VI, line.EN)
	}
	if err != nil {
		return ledger.Refuse(ledger.CodeBadContent, err.Error())
	}
	return nil
}

// checkDoc reads a document strictly: a misspelt field must not be lost.
func (r *Registry) checkDoc(e ledger.Entity) error {
	switch e.Type {
	case "place":
		var d PlaceDoc
		if err := strict(e.Body, &d); err != nil {
			return err
		}
		return d.checkPoints()
	case "body":
		return strict(e.Body, new(BodyDoc))
	case "register":
		return strict(e.Body, new(RegisterDoc))
	case "person":
		return strict(e.Body, new(PersonDoc))
	case "grant":
		return checkGrant(e.Body)
	case "catalogue":
		return strict(e.Body, new(CatalogueDoc))
	case "device":
		var d ledger.DeviceBody
		if err := strict(e.Body, &d); err != nil {
			return err
		}
		if _, err := d.Compile(); err != nil {
			return err
		}
	case "ledger":
		return r.checkLedger(e)
	case "track_rules":
		return r.checkTrackRules(e)
	case "track_expiry":
		return checkTrackExpiry(e.Body)
	case "segment":
		return strict(e.Body, new(SegmentDoc))
	case "line":
		return strict(e.Body, new(LineDoc))
	case "line_piece":
		return strict(e.Body, new(LinePieceDoc))
	case "trail":
		return strict(e.Body, new(TrailDoc))
	case "stone_state":
		return strict(e.Body, new(StoneDoc))
	}
	return nil
}

// checkGrant takes known roles and classes only: a misspelt role would be a
// right nobody has.
func checkGrant(b []byte) error {
	var d GrantDoc
	if err := strict(b, &d); err != nil {
		return err
	}
	if !d.Role.Known() {
		return fmt.Errorf("role %q", d.Role)
	}
	if d.Clearance != "" && !d.Clearance.Known() {
		return fmt.Errorf("clearance %q", d.Clearance)
	}
	if d.Level < 0 || d.Level > ledger.LevelProvince || d.PersonID == "" || d.BodyID == "" || d.PlaceID == "" {
		return errors.New("a grant names person, body and place, and a level from 0 to 4")
	}
	return nil
}

func (r *Registry) checkLedger(e ledger.Entity) error {
	var d LedgerDoc
	if err := strict(e.Body, &d); err != nil {
		return err
	}
	switch d.Kind {
	case ledger.KindCommune, ledger.KindUpper, ledger.KindDesk:
	case ledger.KindRegistry:
		for id, l := range r.Ledgers {
			if l.Kind == ledger.KindRegistry && id != e.ID {
				return errors.New("a book has one registry ledger")
			}
		}
	default:
		return fmt.Errorf("ledger kind %q", d.Kind)
	}
	if d.Demo && !r.Ledgers[e.ID].Demo && !r.mayBecomeDemo() {
		return ledger.RefuseFor(ledger.CodeBadContent, "demo", "Sổ đang dùng thật không chuyển thành sổ minh họa được.", "A book in use cannot be turned into a demo book.")
	}
	return nil
}

// mayBecomeDemo is true of a demo book, and of one that holds nothing yet. A demo book lets
// people in without credentials and has a witness in its own house, so no later document
// may make a real one look like it.
func (r *Registry) mayBecomeDemo() bool {
	if r.Demo() {
		return true
	}
	for _, l := range r.Ledgers {
		if l.Kind != ledger.KindRegistry {
			return false
		}
	}
	return len(r.People) == 0
}

func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// checkCatalogue takes a file only into the version after the newest, and only
// if it compiles with all before it: entries were checked against the older
// versions, which therefore never change. The base files come in one batch
// that starts the book; they refer to each other and were compiled before.
func (r *Registry) checkCatalogue(e ledger.Entity, pending []ledger.Entity) error {
	return readInto(e.Body, func(d CatalogueDoc) error {
		if d.Version != r.CatalogueVersion+1 {
			return fmt.Errorf("the next catalogue version is %d, not %d", r.CatalogueVersion+1, d.Version)
		}
		if d.Version == 1 {
			return nil
		}
		files := r.CatalogueFiles()
		for _, p := range append(pending, e) {
			if err := readInto(p.Body, func(d CatalogueDoc) error {
				files = append(files, catalogue.File{Name: d.Name, Content: []byte(d.Content)})
				return nil
			}); err != nil {
				return err
			}
		}
		_, problems := catalogue.Compile(files)
		var errs []error
		for _, p := range problems {
			if p.Severity == catalogue.Error {
				errs = append(errs, errors.New(p.String()))
			}
		}
		return errors.Join(errs...)
	})
}
