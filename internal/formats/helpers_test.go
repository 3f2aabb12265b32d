package formats

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"testing"
	"time"
)

var utc = time.UTC

// zipOf packs pairs of name and content.
func zipOf(t testing.TB, pairs ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err == nil {
			_, err = io.WriteString(w, pairs[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// shpOf packs records of a Shapefile behind their header.
func shpOf(kind uint32, records ...[]byte) string {
	var body []byte
	for i, r := range records {
		body = binary.BigEndian.AppendUint32(body, uint32(i+1))
		body = binary.BigEndian.AppendUint32(body, uint32(len(r)/2))
		body = append(body, r...)
	}
	head := make([]byte, shpHeader)
	binary.BigEndian.PutUint32(head, shpMagic)
	binary.BigEndian.PutUint32(head[24:], uint32(len(head)+len(body))/2)
	binary.LittleEndian.PutUint32(head[28:], 1000)
	binary.LittleEndian.PutUint32(head[32:], kind)
	return string(append(head, body...))
}

func le32(b []byte, v ...uint32) []byte {
	for _, v := range v {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

func le64(b []byte, v ...float64) []byte {
	for _, v := range v {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// polyline is the content of a record; heights may be nil.
func polyline(kind uint32, parts []uint32, xy, heights []float64) []byte {
	b := le64(le32(nil, kind), 0, 0, 0, 0)
	b = le32(b, uint32(len(parts)), uint32(len(xy)/2))
	b = le64(le32(b, parts...), xy...)
	if heights != nil {
		b = le64(le64(b, 0, 0), heights...)
	}
	return b
}

// dbfOf packs fields and rows of letters as they are.
func dbfOf(fields []string, widths []byte, rows ...[]string) string {
	head := make([]byte, dbfHeader)
	record := 1
	var list []byte
	for i, f := range fields {
		d := make([]byte, dbfField32)
		copy(d, f)
		d[11], d[16] = 'C', widths[i]
		list = append(list, d...)
		record += int(widths[i])
	}
	list = append(list, dbfEnd)
	binary.LittleEndian.PutUint32(head[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(head[8:], uint16(dbfHeader+len(list)))
	binary.LittleEndian.PutUint16(head[10:], uint16(record))
	out := append(head, list...)
	for _, r := range rows {
		out = append(out, ' ')
		for i, cell := range r {
			field := bytes.Repeat([]byte{' '}, int(widths[i]))
			copy(field, cell)
			out = append(out, field...)
		}
	}
	return string(append(out, 0x1a))
}
