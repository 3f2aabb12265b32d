package office

import "testing"

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
