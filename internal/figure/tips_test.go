package figure

import (
	"testing"

	"pgregory.net/rapid"
)

// What is hidden can never be found by taking the shown parts from the whole:
// the hidden are none, or several and together not small, unless there is
// nothing else to hide.
func TestSuppressLeavesNothingToSubtract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SliceOfN(rapid.Int64Range(0, 12), 1, 8).Draw(t, "parts")
		hide := suppress(n)
		count, sum, shown := 0, int64(0), 0
		for i, x := range n {
			switch {
			case hide[i]:
				count, sum = count+1, sum+x
			case small(x):
				t.Fatalf("%d is shown", x)
			case x > 0:
				shown++
			}
		}
		if count > 0 && (count == 1 || sum < MinTips) && shown > 0 {
			t.Fatalf("%v hides %d with a sum of %d", n, count, sum)
		}
	})
}
