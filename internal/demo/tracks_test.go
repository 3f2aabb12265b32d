package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
	"phendau/internal/demo/line"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/track"
)

// plannedWithFiles is the whole story with its tracks, without a book.
func plannedWithFiles(t *testing.T) *builder {
	t.Helper()
	b, err := newBuilder(Options{Keep: func(context.Context, File) error { return nil }}, NewClock())
	if err != nil {
		t.Fatal(err)
	}
	b.plan()
	b.giveIDs()
	return b
}

// Tracks are added to the story: whoever does without them has the same entries
// with the same ids.
func TestTracksChangeNothingElse(t *testing.T) {
	plain, with := planned(t), plannedWithFiles(t)
	plain.giveIDs()
	var ids []string
	for _, s := range with.steps {
		if s.file == nil {
			ids = append(ids, s.id)
		}
	}
	if len(ids) == len(with.steps) || !slices.EqualFunc(plain.steps, ids, func(s *step, id string) bool { return s.id == id }) {
		t.Errorf("%d operations, %d without tracks", len(ids), len(plain.steps))
	}
}

// Each file is attached by whoever recorded the patrol, after it ended and before
// it was handed in, and no two are equal: equal photos would speak of one act.
func TestFilesComeWithTheirPatrols(t *testing.T) {
	b := plannedWithFiles(t)
	seen, media := map[string]bool{}, map[string]int{}
	for _, s := range b.steps {
		if s.file == nil {
			continue
		}
		sum := sha256.Sum256(s.file.Bytes)
		hash := hex.EncodeToString(sum[:])
		if body := s.args().(map[string]any); seen[hash] || body["sha256"] != hash || body["size"] != len(s.file.Bytes) {
			t.Errorf("file %s of %s", hash, s.act.day)
		}
		seen[hash] = true
		media[s.file.Media]++
		end := int64(0)
		if s.file.Media == trackMedia {
			p, err := track.Decode(s.file.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			end = p.Points[len(p.Points)-1].Time * 1000
			if dayOf(p.Points[0].Time*1000) != s.act.day {
				t.Errorf("a patrol of %s was walked on %s", s.act.day, dayOf(end))
			}
		}
		if end > s.base.at || s.actor != s.base.actor || s.base.verb != "create" || s.at > instant(Present+1, 0) {
			t.Errorf("attached by %s at %d, %s by %s at %d", s.actor, s.at, s.base.verb, s.base.actor, s.base.at)
		}
	}
	if n := media[trackMedia]; n < 150 || n > 260 {
		t.Errorf("%d tracks", n)
	}
	if n := media[pictureMedia]; n < 20 || n > 80 {
		t.Errorf("%d photos", n)
	}
}

// TestTheLineOfTheDemoIsPartlyWalked: most of it, on different days, and some
// stretches by nobody.
func TestTheLineOfTheDemoIsPartlyWalked(t *testing.T) {
	course := line.Course()
	ruler := cover.NewRuler(course)
	var patrols []cover.Patrol
	for _, s := range plannedWithFiles(t).steps {
		if s.file != nil && s.file.Media == trackMedia {
			p, err := track.Decode(s.file.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			patrols = append(patrols, cover.Patrol{ID: s.act.id, Day: s.act.day, K: ruler.Covered(walk.V1.Clean(walk.Fixes(p)).Parts...)})
		}
	}
	months, never, old := map[calendar.Day]bool{}, 0, 0
	for _, v := range cover.LastVisited(course.Everything(), Present, patrols) {
		switch {
		case v.Length() < 3000:
		case v.Never:
			never++
		default:
			months[v.Day/30] = true
			if v.Day < Present-30 {
				old++
			}
		}
	}
	if never < 3 || old < 5 || len(months) < 6 {
		t.Errorf("%d stretches never, %d long ago, last visits of %d months", never, old, len(months))
	}
}

// TestTheTrailOfTheDemoIsWalked where nobody goes along the line: what is walked on
// it covers nothing of the line and stands for most of the stretch before it.
func TestTheTrailOfTheDemoIsWalked(t *testing.T) {
	path := trailLine()
	ruler, onPath := cover.NewRuler(line.Course()), cover.NewAlong(path, border.DefaultCorridorM)
	var walked span.Set
	n := 0
	b := plannedWithFiles(t)
	for _, s := range b.steps {
		if s.ids != b.trailIDs {
			continue
		}
		p, err := track.Decode(s.file.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		parts := walk.V1.Clean(walk.Fixes(p)).Parts
		if k := ruler.Covered(parts...); k.Length() > 0 {
			t.Errorf("a walk on the trail covers %v of the line", k)
		}
		walked = span.Union(walked, onPath.Covered(parts...))
		n++
	}
	if n < 3 || walked.Length() < path.Length()/2 {
		t.Errorf("%d walks cover %v of %v", n, walked.Length(), path.Length())
	}
}

// keep keeps a file of the book as the program does.
func (b *book) keep(ctx context.Context, f File) error {
	h := ledger.Hash(sha256.Sum256(f.Bytes))
	b.kept++
	return b.s.KeepBlob(ctx, f.LedgerID, f.DeviceID, store.Blob{Hash: h, Size: int64(len(f.Bytes)), MediaType: f.Media}, func() (bool, error) { return true, nil })
}

// The bytes are kept as they were signed, each once its operation is stored.
func filesAreKept(t *testing.T, b *book) {
	owed, err := b.s.OwedByDevice(t.Context())
	if err != nil || len(owed) > 0 || b.kept < 150 {
		t.Errorf("%d files kept, owed %v, %v", b.kept, owed, err)
	}
}
