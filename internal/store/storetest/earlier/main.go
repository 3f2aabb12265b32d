// Command earlier moves what a book holds about tips into the past, for browser
// tests: the days of waiting of a recovery are over, a case ended in a quarter that
// was released, and what was filed today was filed yesterday; with "grace" behind the
// directory the days of grace of closed cases are over, with "released" tips were
// verified before that release, too. The clock of a server has no hand to turn.
// Nothing else of the book moves, and its folds do not know of it: use it on copies
// that are thrown away.
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	_ "modernc.org/sqlite" // driver "sqlite"

	"phendau/internal/store"
)

// moves are in milliseconds: a recovery by four days, an ended case by 115, which is
// always a quarter that ended more than twenty days ago; leaves of slots by a day.
var moves = []string{
	`UPDATE tip_recovery SET body = CAST(json_set(CAST(body AS TEXT), '$.enough_ms', json_extract(CAST(body AS TEXT), '$.enough_ms') - 4 * 86400000) AS BLOB) WHERE json_extract(CAST(body AS TEXT), '$.enough_ms') > 0`,
	`UPDATE tip_case SET body = CAST(json_set(CAST(body AS TEXT), '$.Ended', json_extract(CAST(body AS TEXT), '$.Ended') - 115 * 86400000) AS BLOB) WHERE json_extract(CAST(body AS TEXT), '$.Ended') > 0`,
	`UPDATE tip_leaf SET day = day - 1`,
}

// asked are moves that are made when they are asked for: days of grace by 31, what was
// done about entries of tips by 115.
var asked = map[string]string{
	"grace":    `UPDATE tip_case SET shred_on = shred_on - 31, body = CAST(json_set(CAST(body AS TEXT), '$.ShredOn', date(json_extract(CAST(body AS TEXT), '$.ShredOn'), '-31 days')) AS BLOB) WHERE shred_on > 0`,
	"released": `UPDATE op SET accepted_ms = accepted_ms - 115 * 86400000 WHERE entity_id IN (SELECT record_id FROM record WHERE kind IN ('tip', 'tip_outcome'))`,
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 1 || len(args) > 2 || len(args) == 2 && asked[args[1]] == "" {
		return errors.New("usage: earlier DIRECTORY [grace|released]")
	}
	todo := moves
	if len(args) == 2 {
		todo = append(slices.Clone(moves), asked[args[1]])
	}
	db, err := sql.Open("sqlite", filepath.Join(args[0], store.DatabaseFile))
	if err != nil {
		return err
	}
	defer db.Close()
	for _, m := range todo {
		if _, err := db.Exec(m); err != nil {
			return err
		}
	}
	return nil
}
