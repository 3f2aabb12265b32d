package vault

import (
	"context"
	"fmt"
)

// Forgets says whether deleted bytes leave the file: secure_delete on, pages given
// back at once, none left over. PostgreSQL writes its table anew with every
// shredding, so there is nothing to ask.
func (v *Vault) Forgets(ctx context.Context) (bool, error) {
	if v.engine.alone != "" {
		return true, nil
	}
	var overwrites, vacuums, left int
	for q, to := range map[string]*int{"PRAGMA secure_delete": &overwrites, "PRAGMA auto_vacuum": &vacuums, "PRAGMA freelist_count": &left} {
		if err := v.db.QueryRowContext(ctx, q).Scan(to); err != nil {
			return false, fmt.Errorf("vault: %w", err)
		}
	}
	return overwrites == 1 && vacuums == 1 && left == 0, nil
}
