package app

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The rooms of ARCHITECTURE.md.
var (
	fieldRooms = []string{"vi", "calendar", "amount", "canon", "place", "catalogue", "ledger", "registry", "access", "backup", "figure", "doubt", "match", "paper", "chart", "report", "publication", "intake", "audit", "words", "search", "bundle", "sheet/grid", "geodesy", "formats",
		"tip", "tip/desk", "border", "border/span", "border/geo", "border/walk", "border/cover", "border/visit", "border/plan", "border/order"}
	doorRooms = []string{"store", "document", "sheet", "public", "api", "web", "blobs", "syncing", "relay", "vault", "tipdoor", "depot", "machine"}
	// sharedRooms are what several doors and rooms stand on; they open nothing.
	sharedRooms = []string{"plain", "foreign", "picture"}
	// outside is what no field package may know.
	outside = []string{"database/sql", "net/http", "net", "os", "os/exec"}
)

// TestRoomsKeepTheirDoorsShut holds the two rules of the tree: field packages
// know no SQL, HTTP or files, and doors never import each other.
func TestRoomsKeepTheirDoorsShut(t *testing.T) {
	for _, room := range fieldRooms {
		for file, imports := range importsOf(t, room) {
			for _, i := range imports {
				if slices.Contains(outside, i) || isDoor(i) {
					t.Errorf("%s is field and imports %s", file, i)
				}
			}
		}
	}
	for _, room := range sharedRooms {
		for file, imports := range importsOf(t, room) {
			if i := slices.IndexFunc(imports, isDoor); i >= 0 {
				t.Errorf("%s is shared by doors and imports the door %s", file, imports[i])
			}
		}
	}
	for _, room := range doorRooms {
		for file, imports := range importsOf(t, room) {
			for _, i := range imports {
				if isDoor(i) && i != "phendau/internal/"+room {
					t.Errorf("%s is a door and imports the door %s", file, i)
				}
			}
		}
	}
}

func isDoor(path string) bool {
	room, ok := strings.CutPrefix(path, "phendau/internal/")
	return ok && slices.Contains(doorRooms, room)
}

// importsOf reads the imports of a room's own files, tests left out.
func importsOf(t *testing.T, room string) map[string][]string {
	t.Helper()
	dir := filepath.Join("..", filepath.FromSlash(room))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			out[room+"/"+e.Name()] = append(out[room+"/"+e.Name()], path)
		}
	}
	return out
}
