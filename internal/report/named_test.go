package report

import (
	"slices"
	"testing"

	"phendau/internal/catalogue"
	"phendau/internal/registry"
)

// post adds a border post responsible for a place.
func (w *world) post(id, name, placeID string) {
	w.entity("body", id, registry.BodyDoc{Type: "post", PlaceID: placeID, Names: []registry.BodyNameDoc{{Text: name, From: registry.Unknown, To: registry.Open}}})
}

// TestReceiversAreNamedWhereTheRegistersKnowThem, and described otherwise.
func TestReceiversAreNamedWhereTheRegistersKnowThem(t *testing.T) {
	w := newWorld(t)
	w.post("p1", "Đồn Biên phòng Quang Hán", commune(1))
	w.post("p2", "Đồn Biên phòng Tri Phương", commune(2))
	w.post("p3", "Đồn Biên phòng số 3", commune(2))
	for _, x := range []struct{ place, to, copied string }{
		{commune(1), "Ủy ban nhân dân huyện Trùng Khánh", "Đồn Biên phòng Quang Hán"},
		{commune(2), "Ủy ban nhân dân huyện Trùng Khánh", "Đồn Biên phòng số 3, Đồn Biên phòng Tri Phương"},
		{commune(3), "Ủy ban nhân dân huyện Trùng Khánh", "Đồn biên phòng phụ trách địa bàn"},
		{district, "Ủy ban nhân dân tỉnh Cao Bằng", "Đồn biên phòng phụ trách địa bàn"},
		{"province", "Ủy ban nhân dân cấp trên", "Đồn biên phòng phụ trách địa bàn"},
	} {
		in := april(t, w, x.place)
		in.Facts.To, in.Facts.Copies = nil, nil
		r := makeReport(t, in).Document.Recipients
		if !slices.Equal(r.To, []string{x.to}) || r.Copies[0] != x.copied {
			t.Errorf("%s: to %q, copies %q", x.place, r.To, r.Copies)
		}
	}
}

// TestAReceiverOfUnknownTypeIsRefused when the template is compiled.
func TestAReceiverOfUnknownTypeIsRefused(t *testing.T) {
	cat := testCatalogue(t)
	if _, err, ok := parseNamed("over nobody|x", cat); !ok || err == nil || err.code != catalogue.CodeUnknownChoice {
		t.Errorf("an unknown type: %+v", err)
	}
	if n, err, ok := parseNamed("outreach.sessions|over", cat); ok {
		t.Errorf("a figure is read as a name: %+v %v", n, err)
	}
}
