package app

import (
	"context"
	"fmt"
	"runtime"

	"phendau/internal/words"
)

// Version is the release of the program.
const Version = "0.1.0"

func (m *Main) version(_ context.Context, _ words.Words, _ []string) error {
	_, err := fmt.Fprintf(m.Stdout, "phendau %s %s %s/%s\n", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
