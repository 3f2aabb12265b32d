package store

import (
	"context"
	"embed"
	"strings"
)

// What the migrations make, written by the test of the schema: by it a book is
// recognised whose tables somebody changed by hand.
//
//go:embed schema
var schemas embed.FS

const schemaHead = "-- What the migrations make. Written by: go test ./internal/store -run Schema -update\n"

// SchemaText is the database's own catalogue: tables, columns, types, nullability,
// indexes and constraints.
func (s *Store) SchemaText(ctx context.Context) (string, error) {
	var out strings.Builder
	out.WriteString(schemaHead)
	for _, q := range s.dialect.catalogue() {
		rows, err := s.query(ctx, q)
		err = each(rows, err, func(scan func(...any) error) error {
			var line string
			err := scan(&line)
			out.WriteString(line + "\n")
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

// SchemaDrift is the first line in which the tables differ from those of this
// program: the wanted and the found one, both "" where none does.
func (s *Store) SchemaDrift(ctx context.Context) (want, got string, err error) {
	b, err := schemas.ReadFile("schema/" + s.Engine() + ".sql")
	if err != nil {
		return "", "", err
	}
	text, err := s.SchemaText(ctx)
	if err != nil || text == string(b) {
		return "", "", err
	}
	a, c := strings.Split(string(b), "\n"), strings.Split(text, "\n")
	for i := range max(len(a), len(c)) {
		want, got = "", ""
		if i < len(a) {
			want = a[i]
		}
		if i < len(c) {
			got = c[i]
		}
		if want != got {
			return want, got, nil
		}
	}
	return want, got, nil
}

// SchemaIs is the migration of the book and that of this program.
func (s *Store) SchemaIs(ctx context.Context) (has, needs int64, err error) {
	err = s.queryRow(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&has)
	return has, schemaVersion, err
}
