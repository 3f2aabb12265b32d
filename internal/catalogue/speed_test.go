package catalogue

import "testing"

func TestSpeedsThatAreRefused(t *testing.T) {
	dim := func(speed string) string {
		return lines("extend:", "  dimensions:", "    way:", "      values:", "        mule: ngựa thồ | mule", "      speeds: {"+speed+"}")
	}
	runRefusals(t, []refusal{
		{"a believable one", dim("mule: 6"), nil},
		{"nothing", dim("mule: 0"), []string{"6 want_number"}},
		{"faster than anybody", dim("mule: 61"), []string{"6 want_number"}},
		{"a word", dim("mule: fast"), []string{"6 want_number"}},
		{"of an unknown value", dim("horse: 6"), []string{"6 unknown_value"}},
	})
}

// TestTheFastestWayOfGoingIsBelieved: who says nothing of his way says nothing of
// his speed.
func TestTheFastestWayOfGoingIsBelieved(t *testing.T) {
	cat, problems := Compile(append(Base(), File{"office.yaml", []byte("extend:\n  dimensions:\n    way:\n      values:\n        raft: bè | raft\n      speeds: {raft: 4}\n")}))
	if HasErrors(problems) {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		dims map[string][]string
		want int64
	}{
		{nil, 0}, {map[string][]string{"patrol_form": {"bilateral"}}, 0}, {map[string][]string{"way": {"other"}}, 0}, {map[string][]string{"nothing": {"foot"}}, 0},
		{map[string][]string{"way": {"foot"}}, 12}, {map[string][]string{"way": {"raft"}}, 4}, {map[string][]string{"way": {"raft", "vehicle"}}, 40},
	} {
		if got := cat.Speed(c.dims); got != c.want {
			t.Errorf("%v: %d, want %d", c.dims, got, c.want)
		}
	}
}
