package app

import (
	"context"
	"fmt"
	"runtime"

	"phendau/internal/web"
	"phendau/internal/words"
)

// Version is the release of the program.
const Version = "0.1.0"

// version prints the release; with --assets the files of its web apps and the hash
// over their list, which a release note carries.
func (m *Main) version(_ context.Context, w words.Words, args []string) error {
	fs := newFlags("version")
	assets := fs.Bool("assets", false, "")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return orUnexpected(w, err, rest)
	}
	if *assets {
		list, sum := web.Manifest()
		_, err := fmt.Fprint(m.Stdout, list, w.Text("version_assets", "version", Version, "sum", sum), "\n")
		return err
	}
	_, err := fmt.Fprintf(m.Stdout, "phendau %s %s %s/%s\n", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
