package report

import (
	"cmp"
	"fmt"
	"slices"

	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
)

// batchKey names one evaluation: all figures of a period with one split are
// asked for together, since each evaluation reads all facts once.
type batchKey struct {
	when when
	by   string // "" is the total
}

// answer is an evaluated batch.
type answer struct {
	*figure.Table
	measures map[measureKey]int
}

type measureKey struct{ indicator, measure string }

// wants collects the indicators of every batch.
type wants map[batchKey][]string

func (w wants) add(k batchKey, ind *catalogue.Indicator) {
	if !slices.Contains(w[k], ind.ID) {
		w[k] = append(w[k], ind.ID)
	}
}

func (w wants) text(t text) {
	for _, n := range t {
		if n.ref != nil {
			w.add(batchKey{when: n.ref.when}, n.ref.ind)
		}
	}
}

func (w wants) clause(c *clause) {
	w.text(c.say)
	for _, t := range c.cases {
		w.text(t.text)
		if t.then != nil {
			w.clause(t.then)
		}
	}
	if c.of != nil {
		w.add(batchKey{when: c.of.when}, c.of.ind)
	}
	for _, ind := range c.done {
		w.add(batchKey{when: now}, ind)
	}
	for _, i := range c.items {
		w.text(i.say)
		for _, ind := range i.done {
			w.add(batchKey{when: now}, ind)
		}
	}
}

func (w wants) blocks(blocks []block) {
	for i := range blocks {
		b := &blocks[i]
		w.text(b.heading)
		for _, c := range b.clauses {
			w.clause(c)
		}
		if b.table != nil {
			w.table(b.table)
		}
		if b.chart != nil {
			for _, m := range b.chart.measures {
				w.add(batchKey{now, b.chart.axis}, m.ind)
			}
		}
	}
}

func (w wants) table(t *tableForm) {
	for _, m := range t.measures {
		switch {
		case t.rows != rowsIndicators:
			w.add(batchKey{now, t.rows}, m.ind)
			if t.total && m.m.SplitBy == "" {
				w.add(batchKey{when: now}, m.ind)
			}
		default:
			for _, p := range periodsNeeded(t.columns) {
				if !(p == ytd && isStock(m.m)) {
					w.add(batchKey{when: p}, m.ind)
				}
			}
		}
	}
}

// periodsNeeded are the periods behind the columns of a table.
func periodsNeeded(columns []string) []when {
	out := []when{now}
	for _, c := range columns {
		p := when(c)
		if c == colChange {
			p = lastYear
		}
		if slices.Contains(whens, p) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// evaluate asks for everything the template needs.
func (j *job) evaluate() error {
	w := wants{{when: now}: nil}
	w.blocks(j.tpl.body)
	for i := range j.tpl.annexes {
		w.blocks(j.tpl.annexes[i].body)
	}
	keys := make([]batchKey, 0, len(w))
	for k := range w {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b batchKey) int { return cmp.Or(cmp.Compare(a.when, b.when), cmp.Compare(a.by, b.by)) })
	for _, k := range keys {
		t, err := j.Figures.Evaluate(j.queryOf(k, w[k]))
		if err != nil {
			return fmt.Errorf("figures by %q: %w", k.by, err)
		}
		a := &answer{Table: t, measures: map[measureKey]int{}}
		for i, m := range t.Measures {
			a.measures[measureKey{m.Indicator.ID, m.Measure.ID}] = i
		}
		j.tables[k] = a
	}
	if j.Position == "" {
		j.Position = j.tables[batchKey{when: now}].Position
	}
	if j.ReportID == "" {
		j.ReportID = j.defaultID() // needs the position
	}
	return nil
}

// queryOf asks other periods on the map of the report's own, so that both
// columns speak of the same units (figures.md section 5).
func (j *job) queryOf(k batchKey, indicators []string) figure.Query {
	q := j.query
	q.Indicators, q.Period = indicators, j.periods[k.when]
	if k.when != now && q.Map.Kind == place.MapThen {
		q.Map = place.MapSpec{Kind: place.MapOfDay, Day: j.mapDay}
	}
	switch {
	case k.by == "place:"+levelBelow:
		q.By = []string{"place:" + string(j.below())}
	case k.by != "":
		q.By = []string{k.by}
	}
	return q
}

// below is the level of the rows of "place:below": hamlets of a commune,
// communes of everything larger.
func (j *job) below() place.Level {
	if j.Context.Registry.Places.Level(j.Place) == place.LevelCommune {
		return place.LevelHamlet
	}
	return place.LevelCommune
}

// total is the cell of a measure without a split.
func (j *job) total(p when, ind *catalogue.Indicator, m *catalogue.IndicatorMeasure) *figure.Cell {
	return j.tables[batchKey{when: p}].at(0, 0, 0, measure{ind, m})
}

// at is nil where the batch does not hold the cell.
func (a *answer) at(row, bucket, column int, m measure) *figure.Cell {
	if a == nil {
		return nil
	}
	i, ok := a.measures[measureKey{m.ind.ID, m.m.ID}]
	if !ok || row >= len(a.Rows) || bucket >= len(a.Buckets) || column >= len(a.Columns) {
		return nil
	}
	return a.At(row, bucket, column, i)
}
