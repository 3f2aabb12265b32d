package catalogue

import (
	"strings"
	"testing"
)

func TestExplainSaysEveryCondition(t *testing.T) {
	cat := base(t)
	for _, c := range []struct{ id, lang, want string }{
		{"patrol.bilateral", "vi", "số lần (lần): cộng “số lần” của hoạt động “tuần tra biên giới” (chỉ lấy: hình thức tuần tra là “tuần tra chung (song phương)”)."},
		{"incident.agreement_violation", "en", "cases (cases): adds “cases” of “incident” (only: class of incident is “violation of the border-management agreement”; fault is not “none”)."},
		{"units.border_townships", "en", "units (units): the state on the last day of the period, from communes, wards and townships in force (only: the place is a border commune, ward or township; of type “township”). Never added over time."},
		{"donations.per_year", "en", "of “donations to border posts and communes (value)”"},
		{"livelihood_support", "en", "led by or with “twinned body”"},
		{"twinning.gifts", "en", "linked to “visit of a twinned body”"},
		{"gifts.in_kind", "en", "Given for each value of “item” only, without a total."},
		{"quality.counted_share", "en", "with basis listed or counted"},
		{"quality.evidence_share", "vi", "số bản ghi của mọi loại hoạt động có tài liệu, ảnh kèm theo"},
		{"tips.valuable", "vi", "Có giá trị là theo đánh giá của nơi nhận tin."},
	} {
		got, ok := cat.Explain(c.id, c.lang)
		if !ok || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q does not contain %q", c.id, got, c.want)
		}
	}
	if _, ok := cat.Explain("none", "vi"); ok {
		t.Error("an unknown indicator was explained")
	}
}

func TestExplainLeavesNoPlaceholder(t *testing.T) {
	cat := base(t)
	for _, id := range cat.IndicatorOrder {
		for _, lang := range []string{"vi", "en"} {
			if s, _ := cat.Explain(id, lang); strings.ContainsAny(s, "{}") || strings.Contains(s, "“”") || s == "" {
				t.Errorf("%s %s: %q", id, lang, s)
			}
		}
	}
}
