package office

import (
	"crypto/rand"
	"maps"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/identity"
)

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
