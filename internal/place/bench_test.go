package place

import (
	"fmt"
	"testing"
)

// national is a registry of the size of the country: 63 provinces, 700
// districts, 10,500 communes merged into 3,300 in 2025, and hamlets to make
// 31,000 places, with codes, names and successions.
func national() Rows {
	b := &book{}
	b.unit("vn", "", "Việt Nam", LevelNation, "", "", Unknown(), Open())
	last, next := On(merged2025-1), On(merged2025)
	for i := range 63 {
		b.unit(fmt.Sprint("p", i), "tỉnh", fmt.Sprint("Tỉnh ", i), LevelProvince, "vn", fmt.Sprintf("%02d", i), Unknown(), Open())
	}
	for i := range 700 {
		b.unit(fmt.Sprint("d", i), "huyện", fmt.Sprint("Huyện ", i), LevelDistrict, fmt.Sprint("p", i*63/700), fmt.Sprintf("%03d", i), Unknown(), last)
	}
	for i := range 3300 {
		b.unit(fmt.Sprint("n", i), "xã", fmt.Sprint("Tân Lập ", i), LevelCommune, fmt.Sprint("p", i*63/3300), fmt.Sprintf("%05d", i*3), next, Open())
	}
	for i := range 10500 {
		id, n := fmt.Sprint("c", i), i*3300/10500
		b.unit(id, "xã", fmt.Sprint("Đình Phong ", i), LevelCommune, fmt.Sprint("d", i*700/10500), fmt.Sprintf("%05d", i), Unknown(), last)
		b.became(id, fmt.Sprint("n", n), merged2025, "merge", "sắp xếp", ShareWhole)
	}
	for i := len(b.Places); i < 31000; i++ {
		c := i % 10500
		id := fmt.Sprint("h", i)
		b.hamlet(id, fmt.Sprint("Bản Khuông ", i), fmt.Sprint("c", c), Unknown(), last)
		b.under(id, fmt.Sprint("n", c*3300/10500), next, Open())
	}
	return b.Rows
}

func BenchmarkBuildNational(b *testing.B) {
	rows := national()
	for b.Loop() {
		Build(rows)
	}
}

func benchmarkLayout(b *testing.B, m MapSpec, level Level) {
	r, _ := Build(national())
	for b.Loop() {
		if _, err := r.Layout("vn", m, Period{day("2019-01-01"), day("2026-06-30")}, level); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLayoutCommunesToday(b *testing.B) {
	benchmarkLayout(b, MapSpec{MapToday, today}, LevelCommune)
}

func BenchmarkLayoutCommunesOfOldMap(b *testing.B) {
	benchmarkLayout(b, MapSpec{MapOfDay, day("2020-06-30")}, LevelCommune)
}

func BenchmarkLayoutHamletsToday(b *testing.B) {
	benchmarkLayout(b, MapSpec{MapToday, today}, LevelHamlet)
}

func BenchmarkLayoutCommunesOwnDay(b *testing.B) {
	benchmarkLayout(b, MapSpec{Kind: MapOwnDay}, LevelCommune)
}

func BenchmarkLandingOfOnePlace(b *testing.B) {
	r, _ := Build(national())
	for b.Loop() {
		r.Landing("c5000", today)
	}
}

func BenchmarkFirstFindByName(b *testing.B) {
	rows := national()
	for b.Loop() {
		b.StopTimer()
		r, _ := Build(rows)
		b.StartTimer()
		_, _ = r.Find("Bản Khuông 20000", Latest)
	}
}
