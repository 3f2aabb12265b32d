package calendar

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPeriodsReadInTheirCalendar(t *testing.T) {
	for _, v := range []struct {
		calendar Calendar
		in, want string
	}{
		{Civil, "2019-01-01/2024-02-29", "2019-01-01/2024-02-29"},
		{Official, "2019-01-01/2024-02-29", "2018-12-15/2024-02-14"},
		{Official, "2018-12-15/2024-02-14", "2018-12-15/2024-02-14"},
		{Official, "2024-01-15/2024-02-14", "2024-01-15/2024-02-14"},
		{Civil, "2024-01-15/2024-02-14", "2024-01-15/2024-02-14"},
		{Civil, "2024-03-03/2024-03-03", "2024-03-03/2024-03-03"},
		{Campaign, "2024-01-20/2024-02-20", "2024-01-20/2024-02-20"},
		{Civil, "2024", "2024-01-01/2024-12-31"},
		{Official, "2024", "2023-12-15/2024-12-14"},
		{Civil, " 2024-02 ", "2024-02-01/2024-02-29"},
		{Official, "2024-02", "2024-01-15/2024-02-14"},
		{Civil, "2024-Q1", "2024-01-01/2024-03-31"},
		{Official, "2024-Q4", "2024-09-15/2024-12-14"},
		{Civil, "2024-H2", "2024-07-01/2024-12-31"},
		{Official, "2024-H1", "2023-12-15/2024-06-14"},
		{Official, "2024-9M", "2023-12-15/2024-09-14"},
		{Civil, "2024-W09", "2024-02-26/2024-03-03"},
		{Civil, "2020-W53", "2020-12-28/2021-01-03"},
		{Civil, "2019/2023", "2019-01-01/2023-12-31"},
		{Official, "11/2026", "2026-10-15/2026-11-14"},
		{Civil, "tháng 2/2024", "2024-02-01/2024-02-29"},
		{Civil, "Tháng 02/2024", "2024-02-01/2024-02-29"},
		{Civil, "quý I/2024", "2024-01-01/2024-03-31"},
		{Official, "Quý 4/2024", "2024-09-15/2024-12-14"},
		{Official, "15/10/2026 - 14/11/2026", "2026-10-15/2026-11-14"},
		{Civil, "3/3/2024–03/03/2024", "2024-03-03/2024-03-03"},
		{Official, "2019-01/2024-02", "2018-12-15/2024-02-14"},
	} {
		if p, err := ParsePeriod(v.calendar, v.in); err != nil || p.String() != v.want || p.Calendar != v.calendar {
			t.Errorf("ParsePeriod(%s, %q) = %s, %v; want %s", v.calendar, v.in, p, err, v.want)
		}
	}
}

func TestPeriodsThatCannotBeMeantAreRefused(t *testing.T) {
	for _, v := range []struct {
		calendar Calendar
		in       string
		want     Code
	}{
		{Civil, "", CodeSyntax},
		{Civil, "2024-13", CodeSyntax},
		{Civil, "2024-00", CodeSyntax},
		{Civil, "2024-Q5", CodeSyntax},
		{Civil, "2024-H3", CodeSyntax},
		{Civil, "2021-W53", CodeSyntax},
		{Civil, "2024-W00", CodeSyntax},
		{Civil, "24", CodeSyntax},
		{Civil, "giai đoạn 2019 - 2024", CodeSyntax},
		{Civil, "2019-01-01/2024", CodeSyntax},
		{Civil, "2019/2020/2021", CodeSyntax},
		{Campaign, "2024", CodeSyntax},
		{Civil, "2023-02-29/2023-03-01", CodeBadDay},
		{Civil, "2023-01-01/2023-04-31", CodeBadDay},
		{Civil, "1999-01-01/2023-04-30", CodeBadDay},
		{Civil, "2024-02-29/2024-01-01", CodeReversed},
		{Civil, "2024/2023", CodeReversed},
		{Civil, "1999", CodeOutside},
		{Civil, "9999", CodeOutside},
		{Official, "2000", CodeOutside},
		{Official, "2000-01-01/2000-12-31", CodeOutside},
		{Official, "2024-W09", CodeNoWeeks},
		{Official, "2024-01-01/2024-02-14", CodeNotOfficial},
		{Official, "2024-01-15/2024-02-29", CodeNotOfficial},
		{Official, "2024-03-03/2024-03-03", CodeNotOfficial},
	} {
		p, err := ParsePeriod(v.calendar, v.in)
		var e *PeriodError
		if !errors.As(err, &e) || e.Code != v.want {
			t.Errorf("ParsePeriod(%s, %q) = %s, %v; want %s", v.calendar, v.in, p, err, v.want)
			continue
		}
		for _, s := range []string{e.Text("vi"), e.Error()} {
			if strings.Contains(s, "%!") || !strings.Contains(s, strings.TrimSpace(v.in)) {
				t.Errorf("%s says %q", e.Code, s)
			}
		}
	}
}

func TestAnOfficialRefusalNamesTheNearestRanges(t *testing.T) {
	for in, want := range map[string]string{
		"2024-01-10/2024-03-20": "2024-01-15/2024-03-14 2023-12-15/2024-04-14",
		"2024-03-03/2024-03-03": "2024-02-15/2024-03-14",
		"2024-01-01/2024-02-14": "2024-01-15/2024-02-14 2023-12-15/2024-02-14",
		"2000-01-02/2000-01-20": "",
	} {
		_, err := ParsePeriod(Official, in)
		var e *PeriodError
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", in, err)
			continue
		}
		var near []string
		for _, p := range e.Nearest {
			near = append(near, p.String())
		}
		if got := strings.Join(near, " "); got != want {
			t.Errorf("nearest to %s: %q, want %q", in, got, want)
		}
	}
	_, err := ParsePeriod(Official, "2024-03-03/2024-03-03")
	if want := `period "2024-03-03/2024-03-03" does not run from a 15th to a 14th: take 2024-02-15/2024-03-14, or the civil calendar`; err.Error() != want {
		t.Errorf("says %q", err)
	}
}

func TestTheCanonicalFormReadsBackAsTheSamePeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPeriod(t)
		if p.Calendar == Official {
			p = months(Official, 2001+int(p.From)%150, 1+int(p.To)%12, 1+p.Days()%24)
		}
		back, err := ParsePeriod(p.Calendar, p.String())
		if err != nil || back != p {
			t.Fatalf("%s reads %s, %v", p, back, err)
		}
	})
}

func TestProposalsOfARefusalAreAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPeriod(t)
		_, err := Between(Official, p.From, p.To)
		var e *PeriodError
		if !errors.As(err, &e) {
			return
		}
		for _, near := range e.Nearest {
			if back, err := Between(Official, near.From, near.To); err != nil || back != near {
				t.Fatalf("%s proposes %s, which reads %s, %v", p, near, back, err)
			}
		}
	})
}

func TestDatesReadAsPeopleTypeThem(t *testing.T) {
	for in, want := range map[string]string{
		"5/9/2019":                        "2019-09-05",
		"05/09/2019":                      "2019-09-05",
		"05-09-2019":                      "2019-09-05",
		"ngày 5/9/2019":                   "2019-09-05",
		"Ngày 05 tháng 02 năm 2026":       "2026-02-05",
		" ngày 03  tháng 3 năm\u00a02026": "2026-03-03",
		"2024-02-29":                      "2024-02-29",
	} {
		if d, err := ReadDay(in); err != nil || d.String() != want {
			t.Errorf("ReadDay(%q) = %s, %v; want %s", in, d, err, want)
		}
	}
	for _, in := range []string{"", "9/2019", "31/4/2024", "29/02/2023", "5/13/2019", "5/9/19", "45000", "ngày"} {
		if d, err := ReadDay(in); err == nil {
			t.Errorf("ReadDay(%q) = %s, want an error", in, d)
		}
	}
}

func FuzzParsePeriodReadsBack(f *testing.F) {
	for _, s := range []string{"2024", "2024-Q1", "2019-01-01/2024-02-29", "2024-W09", "2018-12-15/2024-02-14"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, official bool) {
		c := Civil
		if official {
			c = Official
		}
		p, err := ParsePeriod(c, s)
		if err != nil {
			return
		}
		if back, err := ParsePeriod(c, p.String()); err != nil || back != p {
			t.Fatalf("%q reads %s, which reads %s, %v", s, p, back, err)
		}
	})
}
