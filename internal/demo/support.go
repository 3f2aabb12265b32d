package demo

import (
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// supportPlan is what twinned bodies gave by kind; the five sum to tens of
// billions of đồng (38.465).
type supportPlan struct {
	kind  string
	n     int
	total int64
	make  func(b *builder, v int64) (map[string]ledger.Codes, measures, []func(*act))
}

var supportPlans = []supportPlan{
	{"livelihood_support", 150, 24_200_000_000, livelihood},
	{"equipment_support", 80, 7_940_000_000, equipment},
	{"medical_support", 70, 3_415_000_000, medical},
	{"training", 60, 1_950_000_000, training},
	{"exchange", 55, 960_000_000, exchange},
}

func (b *builder) support() {
	for _, p := range supportPlans {
		for _, v := range spreadInSteps(p.total, 1_000_000, noisy(b.r, p.n, 30, 170)) {
			b.given(p, v, true)
		}
		for range p.n / 5 { // by others: not in the review's sentence
			b.given(p, int64(3+b.r.IntN(30))*1_000_000, false)
		}
	}
	b.unvalued()
}

func (b *builder) given(p supportPlan, v int64, byTwin bool) {
	u := b.unitByWeight()
	d := b.supportDay(p.kind)
	dm, m, options := p.make(b, v)
	var o owner
	if byTwin {
		o = b.guest(u, pick(b.r, b.world.Twins))
		options = append(options, joined(with("host", u.Committee)))
	} else if p.kind != "training" && p.kind != "exchange" {
		o = b.guest(u, pick(b.r, b.world.Donors))
	} else {
		o = b.front(u)
	}
	options = append(options, papers(paper("handover_minutes", numbered(1+b.r.IntN(90), d, "BBBG"), d, u.Full())))
	b.entry(p.kind, b.somewhere(u, 50), d, o, dm, m, options...)
}

func (b *builder) unitByWeight() *Unit {
	var w []int
	for _, u := range b.world.Border {
		w = append(w, int(u.weight))
	}
	return b.world.Border[weighted(b.r, w...)]
}

// supportDay: exchange rests in the pandemic, equipment and medicine do not.
func (b *builder) supportDay(kind string) calendar.Day {
	all := months()
	var w []int
	for _, m := range all {
		n := int(supportSeason[m.month-1]) * 10
		if m.covid() {
			switch kind {
			case "exchange":
				n /= 8
			case "training":
				n /= 2
			case "medical_support", "equipment_support":
				n *= 2
			}
		}
		w = append(w, n)
	}
	return dayIn(b.r, all[weighted(b.r, w...)], true)
}

func livelihood(b *builder, v int64) (map[string]ledger.Codes, measures, []func(*act)) {
	households := max(3, min(400, v/6_000_000))
	m := measures{"value_vnd": listed(v), "households": listed(households)}
	switch weighted(b.r, 30, 35, 30, 5) {
	case 0:
		return dims("livelihood_form", "capital", "support_terms", pick(b.r, []string{"grant", "loan"})), m, nil
	case 1:
		return dims("livelihood_form", "seed_or_seedling", "support_terms", "grant"), m,
			[]func(*act){parted(part("quantity", "livelihood_item", "seedling", counted(households*60)))}
	case 2:
		return dims("livelihood_form", "livestock", "support_terms", pick(b.r, []string{"grant", "loan"})), m,
			[]func(*act){parted(part("quantity", "livelihood_item", pick(b.r, []string{"buffalo_cow", "pig", "goat", "poultry"}), counted(households)))}
	}
	return dims("livelihood_form", "tools", "support_terms", "grant"), m,
		[]func(*act){parted(part("quantity", "livelihood_item", "tool", counted(households)))}
}

func equipment(b *builder, v int64) (map[string]ledger.Codes, measures, []func(*act)) {
	items := []struct {
		id, purpose, campaign string
		price                 int64
	}{{"mask", "medical", "covid19", 1000}, {"test_kit", "medical", "covid19", 60_000}, {"protective_suit", "medical", "covid19", 80_000},
		{"medical_device", "medical", "none", 25_000_000}, {"computer", "study", "none", 12_000_000}, {"radio", "work", "none", 4_000_000},
		{"raincoat", "work", "none", 150_000}, {"desk_and_chairs", "study", "none", 1_200_000}}
	x := pick(b.r, items)
	return dims("equipment_purpose", x.purpose, "campaign", x.campaign), measures{"value_vnd": listed(v)},
		[]func(*act){parted(part("quantity", "equipment_item", x.id, counted(max(1, v/x.price))))}
}

func medical(b *builder, v int64) (map[string]ledger.Codes, measures, []func(*act)) {
	turns := max(20, min(600, v/300_000))
	return dims("medical_service", pick(b.r, []string{"check_up", "treatment", "medicine"}), "campaign", pick(b.r, []string{"none", "none", "covid19"})),
		measures{"value_vnd": listed(v), "patient_turns": listed(turns)}, nil
}

func training(b *builder, v int64) (map[string]ledger.Codes, measures, []func(*act)) {
	return dims("training_subject", pick(b.r, []string{"crops", "livestock", "forestry", "trade", "self_management"})),
		measures{"value_vnd": listed(v), "participant_turns": listed(int64(20 + b.r.IntN(50)))}, nil
}

func exchange(b *builder, v int64) (map[string]ledger.Codes, measures, []func(*act)) {
	return dims("exchange_form", pick(b.r, []string{"performance", "sports", "joint_meal_or_camp"}), "exchange_with", pick(b.r, []string{"residents", "twin"})),
		measures{"value_vnd": listed(v), "participant_turns": counted(int64(40 + b.r.IntN(200)))}, nil
}

// unvalued are a few handovers nobody put a price on: quantity only, and not
// by twins, whose sum the review states.
func (b *builder) unvalued() {
	for range 6 {
		u := b.unitByWeight()
		d := b.supportDay("equipment_support")
		b.entry("equipment_support", atUnit(u), d, b.guest(u, pick(b.r, b.world.Donors)), dims("equipment_purpose", "medical", "campaign", "covid19"),
			measures{"value_vnd": uncounted()}, parted(part("quantity", "equipment_item", "mask", counted(int64(200+100*b.r.IntN(20))))))
	}
}
