package app

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"phendau/internal/office"
	"phendau/internal/words"
)

// initBook begins a book without a browser: the places, the bodies and the
// first person, who then enrols by the printed address.
func (m *Main) initBook(ctx context.Context, w words.Words, args []string) error {
	var s serving
	var f office.SetupForm
	var province string
	var communes list
	fs := newFlags("init")
	s.flags(fs)
	fs.StringVar(&f.Level, "level", "commune", "")
	fs.StringVar(&province, "province", "", "")
	fs.Var(&communes, "commune", "")
	fs.StringVar(&f.Post, "post", "", "")
	fs.StringVar(&f.Person.Name, "name", "", "")
	fs.StringVar(&f.Person.Title, "title", "", "")
	small := fs.Bool("small", false, "")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if province == "" || f.Person.Name == "" {
		return &usageError{w.Text("init_needs")}
	}
	f.Records, f.Verifies = *small, *small
	f.Province = setupPlace(province, "tỉnh")
	for _, c := range communes {
		f.Communes = append(f.Communes, office.SetupCommune{SetupPlace: setupPlace(c, "xã")})
	}
	return m.beginBook(ctx, w, &s, &f)
}

// setupPlace reads "xã Đình Phong:01489"; without a known word it takes the
// usual one.
func setupPlace(text, word string) office.SetupPlace {
	name, code, _ := strings.Cut(text, ":")
	p := office.SetupPlace{Word: word, Name: strings.TrimSpace(name), Code: strings.TrimSpace(code)}
	for _, w := range []string{"thành phố", "thị trấn", "đặc khu", "phường", "tỉnh", "xã"} {
		if rest, ok := strings.CutPrefix(p.Name, w+" "); ok {
			p.Word, p.Name = w, rest
			break
		}
	}
	return p
}

func (m *Main) beginBook(ctx context.Context, w words.Words, s *serving, f *office.SetupForm) error {
	if err := s.where.check(w); err != nil {
		return err
	}
	if s.keyDir == "" {
		if s.dir == "" {
			return &usageError{w.Text("need_keys")}
		}
		s.keyDir = filepath.Join(s.dir, "keys")
	}
	st, err := s.begin(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := hasRootKey(ctx, w, st, s.keyDir); err != nil {
		return err
	}
	k, err := openKeys(w, s.keyDir)
	if err != nil {
		return err
	}
	defer k.close()
	if err := k.sameKey(ctx, w, st); err != nil {
		return err
	}
	wr := k.writer(st)
	o := &office.Office{Store: st, Writer: wr, Now: m.Now, Log: m.logger()}
	invited, err := o.BeginBook(ctx, f)
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("init_done", "name", f.Person.Name, "token", invited.Token))
	return nil
}
