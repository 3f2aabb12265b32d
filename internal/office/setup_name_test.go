package office

import (
	"slices"
	"testing"

	"phendau/internal/access"
)

// TestTheWordOfAPlaceIsWrittenOnce: people type "Xã Đình Phong" where the word
// xã stands beside already.
func TestTheWordOfAPlaceIsWrittenOnce(t *testing.T) {
	for _, c := range []struct{ word, name, want string }{
		{"xã", "Xã Đình Phong", "Đình Phong"},
		{"tỉnh", " tỉnh  Cao Bằng ", "Cao Bằng"},
		{"thành phố", "Thành phố Cao Bằng", "Cao Bằng"},
		{"xã", "Xã", "Xã"},
		{"xã", "Đình Phong", "Đình Phong"},
		{"xóm", "Xómnà", "Xómnà"},
	} {
		if got := (SetupPlace{Word: c.word, Name: c.name}).tidied().Name; got != c.want {
			t.Errorf("%s + %q is named %q", c.word, c.name, got)
		}
	}
}

// TestTheFirstPersonDoesWhatWasTicked: recording and verifying are asked apart,
// where the level has a role for each.
func TestTheFirstPersonDoesWhatWasTicked(t *testing.T) {
	for _, c := range []struct {
		level             string
		records, verifies bool
		want              []access.Role
	}{
		{"commune", false, false, nil},
		{"commune", true, false, []access.Role{access.CommuneClerk}},
		{"commune", false, true, []access.Role{access.CommuneVerifier}},
		{"post", true, true, []access.Role{access.PostOfficer, access.PostCommander}},
		{"province", true, true, []access.Role{access.UpperOfficer}},
	} {
		got := firstRoles(&SetupForm{Level: c.level, Records: c.records, Verifies: c.verifies})
		if want := append([]access.Role{access.Administrator, access.RegistryEditor}, c.want...); !slices.Equal(got, want) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
