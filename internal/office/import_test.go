package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/office"
)

// upload sends a file as it is.
func (c *client) upload(kind, name, content string) (int, office.ImportView) {
	c.d.t.Helper()
	q := url.Values{"kind": {kind}, "name": {name}}
	req, err := http.NewRequest("POST", c.d.server.URL+api.Prefix+"/imports?"+q.Encode(), strings.NewReader(content))
	if err != nil {
		c.d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("Idempotency-Key", c.d.writer.IDs.New())
	req.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.d.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.d.t.Fatal(err)
	}
	var v office.ImportView
	if err := json.Unmarshal(b, &v); err != nil {
		c.d.t.Fatalf("%v in %s", err, b)
	}
	if resp.StatusCode != 200 {
		c.d.t.Logf("upload: %s", b)
	}
	return resp.StatusCode, v
}

const statementHead = "Chỉ tiêu;Số đo;Địa bàn;Từ ngày;Đến ngày;Số liệu;Đơn vị tính;Loại văn bản;Số văn bản;Trang;Trích dẫn;Trả lời\n"

func sessions(place, from, to, value string) string {
	return strings.Join([]string{"outreach", "sessions", place, from, to, value, "", "báo cáo", "12/BC-UBND", "3", "", ""}, ";") + "\n"
}

// TestACopiedReportIsAskedAboutAndTheAnswerIsKept walks scenario S16: a total
// that equals the one of an overlapping earlier period is asked about, the
// clerk's answer is kept with it and printed in the annex of doubts.
func TestACopiedReportIsAskedAboutAndTheAnswerIsKept(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		status, v := clerk.upload("statements", "2018.csv", statementHead+sessions("xã Đình Phong", "1/1/2018", "31/12/2018", "120"))
		if status != 200 || !v.May || v.Records != 1 || v.Done {
			t.Fatalf("check: %d %+v", status, v)
		}
		clerk.must(200, "POST", "/imports/"+v.ID+"/confirm", map[string]any{}, &v)
		if !v.Done || v.Written != 1 {
			t.Fatalf("not written: %+v", v)
		}
		clerk.must(200, "POST", "/imports/"+v.ID+"/confirm", map[string]any{}, &v) // once more changes nothing

		status, v = clerk.upload("statements", "2019.csv", statementHead+sessions("xã Đình Phong", "1/7/2018", "30/6/2019", "120"))
		i := slices.IndexFunc(v.Problems, func(p office.ImportProblem) bool { return p.Code == "same_as_before" })
		if status != 200 || i < 0 || !v.Problems[i].Answerable || v.Problems[i].Cell != "F2" || !strings.Contains(v.Problems[i].Text, "31/12/2018") {
			t.Fatalf("the copied total is not asked about by its earlier period: %d %+v", status, v)
		}
		const answer = "Đã đối chiếu với báo cáo gốc: số của 12 tháng trùng nhau."
		var body struct {
			Answers []office.ImportAnswer `json:"answers"`
		}
		for _, p := range v.Problems {
			body.Answers = append(body.Answers, office.ImportAnswer{Sheet: p.Sheet, Row: p.Row, Column: p.Column, Code: p.Code, Answer: answer})
		}
		clerk.must(200, "POST", "/imports/"+v.ID+"/confirm", body, &v)
		if doubts := statements(t, d)[1].Doubts; !slices.Contains(doubts, ledger.Doubt{Code: "same_as_before", Answer: answer}) {
			t.Errorf("the answer was not kept: %+v", doubts)
		}
		ask := office.ReportAsk{Template: "five-year-review", PlaceID: d.communeA, Period: "2018-01-01/2019-12-31", Calendar: "civil"}
		resp, page := clerk.raw("/reports/page" + query(ask))
		if resp.StatusCode != 200 || !bytes.Contains(page, []byte(answer)) {
			t.Errorf("the annex of doubts does not print the answer: %d", resp.StatusCode)
		}
		d.auditedTimes(audit.Import, 2)
	})
}

// statements are the declared totals of commune A in ledger order.
func statements(t *testing.T, d *desk) []ledger.StatementBody {
	t.Helper()
	view, err := d.store.Current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var out []ledger.StatementBody
	for _, s := range view.Statements {
		out = append(out, s.StatementBody)
	}
	slices.SortFunc(out, func(a, b ledger.StatementBody) int { return int(a.From - b.From) })
	return out
}

// TestAnImportTellsEveryErrorAtItsCellAndWritesNothing checks a file with
// faults: an unreadable number, a place of others, a file that is none.
func TestAnImportTellsEveryErrorAtItsCellAndWritesNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		_, v := clerk.upload("statements", "bad.csv", statementHead+sessions("xã Đình Phong", "1/1/2018", "31/12/2018", "2.6")+
			sessions("xã Ngọc Khê", "1/1/2018", "31/12/2018", "7")+sessions("xã Đình Phong", "1/1/2017", "31/12/2017", "8"))
		var got []string
		for _, p := range v.Problems {
			got = append(got, fmt.Sprint(p.Cell, " ", p.Code))
		}
		if want := "[F2 ambiguous_dot C3 not_allowed]"; fmt.Sprint(got) != want || v.May || v.Errors != 2 || v.Records != 0 {
			t.Errorf("problems %v, want %s; %+v", got, want, v.ImportRow)
		}
		clerk.must(409, "POST", "/imports/"+v.ID+"/confirm", map[string]any{}, nil)
		if _, v = clerk.upload("entries", "x.xlsx", "PK\x03\x04 no workbook"); v.Errors != 1 || v.Problems[0].Text == "" {
			t.Errorf("a torn workbook: %+v", v)
		}
		if len(statements(t, d)) != 0 {
			t.Error("something was written")
		}
		d.as(access.CommuneVerifier).must(404, "GET", "/imports/"+v.ID, nil, nil)
		d.as(access.Inspector).must(403, "GET", "/imports", nil, nil)
		clerk.must(200, "DELETE", "/imports/"+v.ID, nil, nil)
		d.auditedTimes(audit.Import, 0)
	})
}

// TestEntriesAreImportedInTheNameOfTheClerk fills the template of a kind and
// imports it; a file sent twice is recognised.
func TestEntriesAreImportedInTheNameOfTheClerk(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		resp, sheet := clerk.raw("/imports/template?kind=trail_clearing&format=csv")
		if resp.StatusCode != 200 || !bytes.Contains(sheet, []byte("loại hoạt động")) {
			t.Fatalf("template: %d %s", resp.StatusCode, sheet)
		}
		file := "loại hoạt động;ngày;địa bàn;chiều dài (m);lượt người tham gia\nphát quang, sửa chữa đường tuần tra;14/1/2026;xóm Hoa Đào 1;3000;30\n"
		status, v := clerk.upload("entries", "phat-quang.csv", file)
		if status != 200 || !v.May {
			t.Fatalf("check: %d %+v", status, v)
		}
		clerk.must(200, "POST", "/imports/"+v.ID+"/confirm", map[string]any{}, &v)
		if !v.Done || v.Written != 1 {
			t.Fatalf("not written: %+v", v)
		}
		if _, v = clerk.upload("entries", "phat-quang.csv", file); v.May || v.Problems[0].Code != "already_imported" {
			t.Errorf("the same file is taken twice: %+v", v)
		}
		if _, err := d.store.Verify(context.Background(), nil); err != nil {
			t.Errorf("the book does not verify: %v", err)
		}
	})
}
