package store

import "context"

// Promises are what the database of the book says of itself, by the name of the
// setting: whether what was confirmed survives a power cut. On SQLite they are those
// of the writing connection, where this process has it.
func (s *Store) Promises(ctx context.Context) (map[string]string, error) {
	db := s.r
	if s.w != nil {
		db = s.w
	}
	out := map[string]string{}
	for _, q := range s.dialect.settings() {
		rows, err := db.QueryContext(ctx, q)
		err = each(rows, err, func(scan func(...any) error) error {
			var name, value string
			err := scan(&name, &value)
			out[name] = value
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Sound asks the database for damage in its file; "ok", or what it found. A server
// checks its own pages.
func (s *Store) Sound(ctx context.Context) (text string, err error) {
	if q := s.dialect.sound(); q != "" {
		err = s.queryRow(ctx, q).Scan(&text)
		return text, err
	}
	return "ok", nil
}
