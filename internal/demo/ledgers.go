package demo

import "phendau/internal/registry"

// ledgers opens one for every unit of the 21 and of the seven, one for the
// district and one for the province. No ledger is continued over 2025.
func (b *builder) ledgers() {
	w := b.world
	open1 := func(kind, name string, places ...registry.MemberDoc) string {
		id := b.doc("ledger", &registry.LedgerDoc{Kind: kind, Name: name + " (" + demoMark + ")", Places: places, Demo: true})
		w.Ledgers = append(w.Ledgers, id)
		return id
	}
	row := func(id string, from, to registry.Bound) registry.MemberDoc {
		return registry.MemberDoc{PlaceID: id, From: from, To: to}
	}
	last := on(merged2025 - 1)
	for _, u := range w.Units {
		places := []registry.MemberDoc{row(u.ID, unknown, last)}
		if u.Code == "01525" { // continues the ledger of the unit it was made from
			places = append(places, row(b.thongHoeID, unknown, about(merged2020-1)))
		}
		u.Ledger = open1("commune", "Sổ "+u.Full(), places...)
	}
	for _, u := range w.Communes {
		u.Ledger = open1("commune", "Sổ "+u.Full()+" (từ 01/7/2025)", row(u.ID, on(merged2025), open))
	}
	w.DistrictLedger = open1("upper", "Sổ huyện Trùng Khánh", row(w.OldTrungKhanh, unknown, about(dissolved2020-1)),
		row(w.OldTraLinh, unknown, about(dissolved2020-1)), row(w.District, about(dissolved2020), last),
		row(w.GroupDistrict, unknown, open), row(w.GroupBorder, unknown, open))
	w.ProvinceLedger = open1("upper", "Sổ tỉnh Cao Bằng", row(w.Province, unknown, open))
}
