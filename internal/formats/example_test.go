package formats_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"phendau/internal/formats"
	"phendau/internal/geodesy"
)

// A list of markers in a province's zone: the file is read, asked about and
// settled.
func Example() {
	file := strings.NewReader(`{"type":"MultiPoint","coordinates":[[579154.014,2526295.069],[599833.348,2528510.584]]}`)
	raw, err := formats.Read(context.Background(), "moc.geojson", file, file.Size(), formats.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err = raw.Settle(formats.Answers{}); err != nil {
		fmt.Println(err)
	}
	known := geodesy.LatLon{Lat: 22.8347, Lon: 106.5231}
	for _, c := range raw.Compare(known)[:2] {
		fmt.Printf("%s: %.0f m\n", c.Datum.Label("en"), c.DistanceM)
	}
	settled, err := raw.Settle(formats.Answers{Reading: raw.Compare(known)[0].Reading})
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = formats.Write(os.Stdout, settled, formats.GeoJSON, formats.Header{})
	// Output:
	// In which system are the coordinates of the file: WGS 84 (receivers, phones), VN-2000 latitude and longitude, VN-2000 in the province's 3° zone, or VN-2000 UTM 48 or 49? The wrong system moves a point by about 220 m.
	// VN-2000, 3° zone, central meridian 105°45': 0 m
	// VN-2000, 3° zone, central meridian 105°30': 5391 m
	// {"type":"FeatureCollection","note":["Đường phục vụ lập kế hoạch công tác, không phải tài liệu biên giới."],"features":[
	// {"type":"Feature","properties":{"name":""},"geometry":{"type":"Point","coordinates":[106.5231,22.8347]}},
	// {"type":"Feature","properties":{"name":""},"geometry":{"type":"Point","coordinates":[106.7247,22.8536]}}
	// ]}
}
