package app

import (
	"context"
	"fmt"
	"text/tabwriter"

	"phendau/internal/office"
	"phendau/internal/words"
)

// user lists people and, for whoever holds the machine, issues an invitation
// when nobody can any more. The server must not run on the same directory.
func (m *Main) user(ctx context.Context, w words.Words, args []string) error {
	var x where
	fs := newFlags("user")
	x.flags(fs)
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) == 1 && rest[0] == "list":
		return m.userList(ctx, w, &x)
	case len(rest) == 2 && rest[0] == "invite":
		return m.userInvite(ctx, w, &x, rest[1])
	}
	return &usageError{w.Text("user_usage")}
}

func (m *Main) userList(ctx context.Context, w words.Words, x *where) error {
	st, err := x.read(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	o := &office.Office{Store: st, Now: m.Now}
	people, err := o.Everybody(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	for _, p := range people {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", p.ID, p.Name, p.Title, w.Text("account."+p.State))
		for _, g := range p.Grants {
			fmt.Fprintf(t, "\t%s\t%s\t%s\n", w.Text("role."+string(g.Role)), g.Body, g.Place)
		}
	}
	return t.Flush()
}

func (m *Main) userInvite(ctx context.Context, w words.Words, x *where, id string) error {
	st, err := x.write(ctx, w)
	if err != nil {
		return err
	}
	defer st.Close()
	o := &office.Office{Store: st, Now: m.Now}
	invited, err := o.InviteFromConsole(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, w.Text("user_invited", "token", invited.Token))
	return nil
}
