package document

import (
	"testing"

	"phendau/internal/paper"
)

// TestAPictureOfACodeHoldsTheWholeAddress: a telephone knows no more than the
// picture says.
func TestAPictureOfACodeHoldsTheWholeAddress(t *testing.T) {
	for _, x := range []struct{ base, url, want string }{
		{"https://phendau.example", "/m/R.1.7K", "https://phendau.example/m/R.1.7K"},
		{"https://phendau.example/", "/m/R.1.7K", "https://phendau.example/m/R.1.7K"},
		{"https://elsewhere.example", "https://phendau.example/m/R.1.7K", "https://phendau.example/m/R.1.7K"},
		{"", "/m/R.1.7K", "/m/R.1.7K"},
	} {
		if got := codeURL(&paper.Document{BaseURL: x.base}, &paper.Code{URL: x.url}); got != x.want {
			t.Errorf("%q on %q holds %q, want %q", x.url, x.base, got, x.want)
		}
	}
}
