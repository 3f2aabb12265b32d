package vault

import (
	"context"
	"database/sql"
	"fmt"
)

// Shred deletes all files of cases for good and lists them. It may be cut off
// and called again: what is listed stays listed, what is gone stays gone. When
// it returns without an error the bytes have left the database and its log.
func (v *Vault) Shred(ctx context.Context, cases ...string) error {
	err := v.tx(ctx, func(tx *sql.Tx) error {
		for _, id := range cases {
			if _, err := tx.ExecContext(ctx, "INSERT INTO shred (holder) VALUES ($1) ON CONFLICT DO NOTHING", id); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "DELETE FROM key_file WHERE holder = $1", id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("vault: shred: %w", err)
	}
	return v.clear(ctx)
}

// clear lets the engine overwrite what was deleted.
func (v *Vault) clear(ctx context.Context) error {
	for _, q := range v.engine.clear {
		if _, err := v.db.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("vault: clear: %w", err)
		}
	}
	return nil
}

// Holding lists everybody who has a file, sorted.
func (v *Vault) Holding(ctx context.Context) ([]string, error) {
	return v.list(ctx, "SELECT DISTINCT holder FROM key_file ORDER BY holder")
}

// Shredded is the shred list, sorted. A copy of it goes to the second place of
// backups at once: a vault put back takes the newest list and deletes again
// before anybody can open anything.
func (v *Vault) Shredded(ctx context.Context) ([]string, error) {
	return v.list(ctx, "SELECT holder FROM shred ORDER BY holder")
}
