// Command earlier moves what a book holds about tips into the past, for browser
// tests: the days of waiting of a recovery are over, and a case ended in a quarter
// that is. The clock of a server has no hand to turn. Nothing else of the book
// moves, and its folds do not know of it: use it on copies that are thrown away.
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // driver "sqlite"

	"phendau/internal/store"
)

// moves are in milliseconds: a recovery by four days, an ended case by a hundred,
// which is always a quarter that ended five days ago.
var moves = []string{
	`UPDATE tip_recovery SET body = CAST(json_set(CAST(body AS TEXT), '$.enough_ms', json_extract(CAST(body AS TEXT), '$.enough_ms') - 4 * 86400000) AS BLOB) WHERE json_extract(CAST(body AS TEXT), '$.enough_ms') > 0`,
	`UPDATE tip_case SET body = CAST(json_set(CAST(body AS TEXT), '$.Ended', json_extract(CAST(body AS TEXT), '$.Ended') - 100 * 86400000) AS BLOB) WHERE json_extract(CAST(body AS TEXT), '$.Ended') > 0`,
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: earlier DIRECTORY")
	}
	db, err := sql.Open("sqlite", filepath.Join(args[0], store.DatabaseFile))
	if err != nil {
		return err
	}
	defer db.Close()
	for _, m := range moves {
		if _, err := db.Exec(m); err != nil {
			return err
		}
	}
	return nil
}
