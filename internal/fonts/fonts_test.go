package fonts

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"math"
	"os"
	"regexp"
	"testing"
)

// VietnameseLetters are the 134 precomposed letters of Vietnamese.
const vietnameseLetters = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ" +
	"àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"

func TestREADMEListsEveryFileWithItsHash(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([^ |]+\.(?:ttf|woff2|txt)) \| .* \| ([0-9a-f]{64}) \|$`).FindAllStringSubmatch(string(readme), -1) {
		listed[m[1]] = m[2]
	}
	found := 0
	err = fs.WalkDir(assets, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		found++
		b, err := assets.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		if got := hex.EncodeToString(sum[:]); listed[d.Name()] != got {
			t.Errorf("%s: README says %q, file is %s", d.Name(), listed[d.Name()], got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found != len(listed) {
		t.Errorf("README lists %d files, %d are embedded", len(listed), found)
	}
}

func TestEveryFaceHoldsAll134VietnameseLetters(t *testing.T) {
	if n := len([]rune(vietnameseLetters)); n != 134 {
		t.Fatalf("test data holds %d letters", n)
	}
	for s := range styleCount {
		f, err := Get(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range vietnameseLetters + "0123456789.,;:-/()%“”–… " {
			if !f.Has(r) {
				t.Errorf("%s lacks %q", s.file(), r)
			}
		}
	}
}

func TestHeadFitsItsColumnAsMeasured(t *testing.T) {
	f, err := Get(SerifBold)
	if err != nil {
		t.Fatal(err)
	}
	if w := f.Width("Độc lập - Tự do - Hạnh phúc", 14) * 20; math.Abs(w-3428) > 2 {
		t.Errorf("motto measures %.0f twips at 14 pt bold", w)
	}
	// The right head cell is 5572 twips less 28 on each side.
	if w := f.Width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13) * 20; w > 5572-56 || w < 5400 {
		t.Errorf("national name measures %.0f twips at 13 pt bold", w)
	}
}

func TestUnknownStyleIsAnErrorAndLicencesArePresent(t *testing.T) {
	if _, err := Get(styleCount); err == nil {
		t.Error("a style outside the list was returned")
	}
	l, err := Licences()
	if err != nil || len(l) != 2 {
		t.Errorf("licences: %d, %v", len(l), err)
	}
}
