package app

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/place"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// demoCopy is a demo book of its own that a test may write to.
func demoCopy(t *testing.T) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(sharedDemo(t), store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	dir := t.TempDir()
	if _, err := db.Exec("VACUUM INTO '" + filepath.Join(dir, store.DatabaseFile) + "'"); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "blobs"), os.DirFS(filepath.Join(sharedDemo(t), "blobs"))); err != nil {
		t.Fatal(err) // verify looks for the files that entries name
	}
	return dir
}

// people finds one who may sign for a place and one who may not.
func people(t *testing.T, dir, placeName string) (signer, stranger string) {
	t.Helper()
	s := storetest.Open(t, store.Options{Dir: dir, ReadOnly: true})
	reg, err := s.Registry(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	found, err := reg.Places.Find(placeName, place.Latest)
	if err != nil {
		t.Fatal(err)
	}
	day := calendar.MakeDay(2023, 12, 31)
	for id := range reg.People {
		if reg.MaySign(id, found.ID, day) {
			signer = id
		} else {
			stranger = id
		}
	}
	return signer, stranger
}

func TestALockAnswersForPeriodSignerAndRepeats(t *testing.T) {
	dir := demoCopy(t)
	const unit = "xã Đình Phong@2024-01-01"
	signer, stranger := people(t, dir, unit)
	lock := func(period, signer string, more ...string) (int, string) {
		code, out, errs := run(t, append([]string{"report", "yearly", "--dir", dir, "--place", unit, "--period", period, "--calendar", "civil", "--lock", "--signer", signer}, more...)...)
		return code, out + errs
	}
	if code, text := lock("2023", stranger); code == exitOK || !strings.Contains(text, "quyền ký") {
		t.Errorf("a stranger signs: %d %s", code, text)
	}
	if code, text := lock("2030", signer); code == exitOK || !strings.Contains(text, "chưa kết thúc") {
		t.Errorf("a year to come is locked: %d %s", code, text)
	}
	out := filepath.Join(t.TempDir(), "locked.docx")
	code, text := lock("2023", signer, "--out", out)
	if code != exitOK {
		t.Fatalf("lock: %d %s", code, text)
	}
	if st, err := os.Stat(out); err != nil || st.Size() == 0 {
		t.Errorf("no file beside the lock: %v", err)
	}
	code, text = lock("2023", nameOf(t, dir, signer))
	if code == exitOK || !strings.Contains(text, "đã khóa") {
		t.Errorf("locked twice: %d %s", code, text)
	}
	id := strings.Trim(text[strings.Index(text, "(")+1:strings.Index(text, ")")], " ")
	must(t, "report", "--withdraw", id, "--why", "sai mẫu", "--dir", dir)
	if code, text = lock("2023", signer); code != exitOK {
		t.Errorf("not locked again after withdrawing: %s", text)
	}
	must(t, "verify", "--dir", dir)
}

func TestTipsDoNotLeaveOneByOne(t *testing.T) {
	dir := sharedDemo(t)
	out := must(t, "drill", "--dir", dir, "--place", "047@2024-02-29", "--period", "2019-01-01/2024-02-29", "--status", "verified:2", "--indicator", "tips.valuable", "--format", "json")
	if strings.Contains(out, "tip_topic") || !strings.Contains(out, `"hidden": true`) {
		t.Errorf("a figure of tips opens to single tips: %.300s", out)
	}
	out = must(t, "figures", "--dir", dir, "--place", "047@2024-02-29", "--period", "2023", "--status", "verified:2", "--indicator", "tips.valuable", "--by", "place:hamlet")
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "xóm") && !strings.Contains(line, "không nêu riêng") {
			t.Errorf("tips are told by hamlet: %s", line)
		}
	}
}

// nameOf is how a clerk would write the signer.
func nameOf(t *testing.T, dir, id string) string {
	t.Helper()
	s := storetest.Open(t, store.Options{Dir: dir, ReadOnly: true})
	reg, err := s.Registry(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return reg.PersonName(id)
}
