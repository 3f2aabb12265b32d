package bench

import (
	"context"
	"os"
	"testing"

	"phendau/internal/store"
)

func TestIngestRuns(t *testing.T) {
	if err := Ingest(context.Background(), os.Stdout, store.Options{Dir: t.TempDir()}, 6000); err != nil {
		t.Fatal(err)
	}
}
