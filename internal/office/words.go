package office

import (
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/identity"
	"phendau/internal/words"
)

// text is a sentence of the office in the reader's language.
func text(c *api.Caller, key string, pairs ...any) string {
	return words.For(c.Lang).Text("office."+key, pairs...)
}

// spoken is an error's own sentence in the reader's language.
func spoken(c *api.Caller, err error) string {
	var s interface{ Text(lang string) string }
	if errors.As(err, &s) {
		return s.Text(c.Lang)
	}
	return err.Error()
}

// clock is a time in Việt Nam as people write it: 15:04 02/01/2006.
func clock(ms int64) string {
	const hour = 3_600_000
	return time.UnixMilli(ms + 7*hour).UTC().Format("15:04 02/01/2006")
}

// dayOrNone writes a day, or nothing for the ends of time.
func dayOrNone(d calendar.Day) string {
	if d <= calendar.MinDay || d >= calendar.MaxDay {
		return ""
	}
	return d.String()
}

func newAccount(personID string) *identity.Account {
	handle := make([]byte, 32)
	rand.Read(handle)
	return &identity.Account{PersonID: personID, Handle: handle}
}

// browser says in words what a user agent is, coarsely: its owner recognises
// his device, and nothing else is kept.
func browser(agent string) string {
	name := "Trình duyệt"
	for _, b := range [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"CocCoc", "Cốc Cốc"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, b[0]) {
			name = b[1]
			break
		}
	}
	for _, s := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, s[0]) {
			return name + ", " + s[1]
		}
	}
	return name
}

// sortedKeys lists the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// orNone makes an empty list of no list: clients need not ask.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
