package ledger

import (
	"fmt"
	"strconv"
	"strings"
)

// String is "LEDGER:EPOCH.SEQ".
func (p Position) String() string { return fmt.Sprintf("%s:%d.%d", p.LedgerID, p.Epoch, p.Seq) }

// ParsePositions reads "LEDGER:EPOCH.SEQ" lists with commas between; ledgers
// that are not named stand where heads say.
func ParsePositions(text string, heads []Position) ([]Position, error) {
	want := map[string]Position{}
	for part := range strings.SplitSeq(text, ",") {
		id, rest, ok := strings.Cut(part, ":")
		epoch, seq, ok2 := strings.Cut(rest, ".")
		e, err1 := strconv.Atoi(epoch)
		n, err2 := strconv.ParseInt(seq, 10, 64)
		if !ok || !ok2 || err1 != nil || err2 != nil || n < 0 || !ValidID(id) {
			return nil, fmt.Errorf("position %q is not a list of LEDGER:EPOCH.SEQ", part)
		}
		want[id] = Position{LedgerID: id, Epoch: e, Seq: n}
	}
	out := make([]Position, len(heads))
	for i, h := range heads {
		out[i] = h
		if p, ok := want[h.LedgerID]; ok {
			out[i] = p
		}
	}
	return out, nil
}
