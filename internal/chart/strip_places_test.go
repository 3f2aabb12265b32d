package chart

import "testing"

// TestNoStaffCrossesAName: a name has room for itself, and its staff reaches down
// past all names below it.
func TestNoStaffCrossesAName(t *testing.T) {
	free := []float64{0, 0, 0}
	for _, step := range []struct {
		x   float64
		row int
	}{{10, 0}, {20, 1}, {30, 2}, {40, 3}, {131, 0}, {140, 1}} {
		row := placeRow(free, step.x, step.x)
		if row != step.row {
			t.Fatalf("at %v in row %d, want %d: %v", step.x, row, step.row, free)
		}
		if row < len(free) {
			free[row] = step.x + 100
		}
	}
}
