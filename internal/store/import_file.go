package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ImportFile is a file that was checked and waits for its confirmation.
type ImportFile struct {
	ID, PersonID string
	Kind         string // entries or statements
	Name         string
	Bytes        []byte // empty once it is done
	CreatedMS    int64
	ExpiresMS    int64
	Records      int64 // records it wrote, -1 while it waits
}

// Waiting reports whether the file was not imported yet.
func (f *ImportFile) Waiting() bool { return f.Records < 0 }

// Bounds of waiting files: they lie in the database, so nobody may pile them
// up.
const (
	ImportFileLife  = 24 * 3600 * 1000 // ms
	maxWaitingFiles = 3                // of one person; the oldest goes first
)

const importFileCols = "import_id, person_id, kind, name, bytes, created_ms, expires_ms, records"

// PutImportFile keeps a file for a day.
func (t *Tx) PutImportFile(f *ImportFile) error {
	if _, err := t.exec("DELETE FROM import_file WHERE expires_ms < $1", t.nowMS); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM import_file WHERE person_id = $1 AND import_id NOT IN
		(SELECT import_id FROM import_file WHERE person_id = $1 ORDER BY created_ms DESC, import_id DESC LIMIT $2)`, f.PersonID, maxWaitingFiles-1)
	if err != nil {
		return fmt.Errorf("make room for an import: %w", err)
	}
	f.CreatedMS, f.ExpiresMS, f.Records = t.nowMS, t.nowMS+ImportFileLife, -1
	return t.insert("import_file", importFileCols, [][]any{{f.ID, f.PersonID, f.Kind, f.Name, f.Bytes, f.CreatedMS, f.ExpiresMS, f.Records}}, "")
}

// ImportFile reads a person's file; ErrGone when there is none or its day is
// over.
func (s *Store) ImportFile(ctx context.Context, personID, id string) (*ImportFile, error) {
	var f ImportFile
	err := s.queryRow(ctx, "SELECT "+importFileCols+" FROM import_file WHERE import_id = $1 AND person_id = $2 AND expires_ms > $3", id, personID, s.now()).
		Scan(&f.ID, &f.PersonID, &f.Kind, &f.Name, &f.Bytes, &f.CreatedMS, &f.ExpiresMS, &f.Records)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrGone
	}
	return &f, err
}

// ImportFiles lists a person's files without their bytes, newest first.
func (s *Store) ImportFiles(ctx context.Context, personID string) ([]ImportFile, error) {
	var out []ImportFile
	rows, err := s.query(ctx, "SELECT import_id, kind, name, created_ms, expires_ms, records FROM import_file WHERE person_id = $1 AND expires_ms > $2 ORDER BY created_ms DESC, import_id DESC",
		personID, s.now())
	err = each(rows, err, func(scan func(...any) error) error {
		f := ImportFile{PersonID: personID}
		err := scan(&f.ID, &f.Kind, &f.Name, &f.CreatedMS, &f.ExpiresMS, &f.Records)
		out = append(out, f)
		return err
	})
	return out, err
}

// FinishImportFile marks a file as imported and lets its bytes go, in the
// transaction that writes its records.
func (t *Tx) FinishImportFile(id string, records int64) error {
	return t.one("UPDATE import_file SET bytes = $2, records = $3 WHERE import_id = $1 AND records < 0", id, []byte{}, records)
}

// DropImportFile throws a waiting file away.
func (t *Tx) DropImportFile(personID, id string) error {
	return t.one("DELETE FROM import_file WHERE person_id = $1 AND import_id = $2", personID, id)
}
