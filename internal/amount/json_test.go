package amount

import (
	"encoding/json"
	"math"
	"testing"
)

func TestAValueSaysNothingThatIsNotRead(t *testing.T) {
	for _, s := range []string{`{"v":-1}`, `{"v":9007199254740992}`, `{"v":1,"lo":2}`, `{"v":1,"hi":2}`, `{"v":5,"q":"at_least","hi":9}`, `{"lo":5,"hi":3,"q":"range"}`, `{"v":4,"lo":5,"hi":9,"q":"about"}`,
		`{"v":1,"bsis":"norm"}`, `{"v":1,"basis":"guessed"}`, `{"v":1,"q":"some"}`, `{}`, `{"q":"range"}`, `{"q":"order","lo":0}`, `{"q":"uncounted","v":3}`, `{"v":11,"basis":"norm","n":2,"rate":5}`,
		`{"v":10,"basis":"counted","n":2,"rate":5}`, `{"v":1,"basis":"norm","n":1,"rate":-1}`, `{"v":1,"basis":"norm","n":9007199254740991,"rate":9007199254740991}`, `{"v":1.5}`, `[]`, `1`} {
		var v Value
		if err := json.Unmarshal([]byte(s), &v); err == nil {
			t.Errorf("%s was read as %+v", s, v)
		}
	}
	for _, s := range []string{`{"v":0}`, `{"v":1,"lo":1,"hi":1}`, `{"v":5,"q":"at_least","lo":5}`, `{"v":5,"lo":4,"hi":9,"q":"about"}`, `{"v":5,"q":"about"}`, `{"q":"uncounted"}`,
		`{"v":10,"basis":"norm","n":2,"rate":5}`, `{"v":3,"valued_by":"Hội đồng định giá"}`} {
		var v, again Value
		if err := json.Unmarshal([]byte(s), &v); err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		b, err := json.Marshal(v)
		if err != nil || json.Unmarshal(b, &again) != nil || again != v {
			t.Errorf("%s is written %s and read %+v", s, b, again)
		}
	}
}

func TestASumOfExactAndBoundedPartsThatLeavesTheNumbersIsMarked(t *testing.T) {
	var s Sum
	s.AddExact(math.MaxInt64-5, Counted)
	s.Add(Value{V: Unknown, Lo: 4, Hi: 9, Q: Range, Basis: Counted})
	if r := s.Result(nil); !r.Overflow {
		t.Errorf("%+v", r)
	}
}
