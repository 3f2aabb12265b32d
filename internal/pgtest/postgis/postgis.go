// Package postgis covers a line with buffers of PostGIS: an independent answer
// to compare with internal/border/cover, for tests and benchmarks. It makes
// temporary tables only.
package postgis

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/walk"
)

// ErrNotInstalled says that the server has no PostGIS.
var ErrNotInstalled = errors.New("PostGIS is not installed (Debian: apt-get install postgresql-postgis): coverage is not compared with it")

// Server is one connection to a database with a line and tracks in it.
type Server struct {
	db   *sql.DB
	conn *sql.Conn
}

// Open connects to a database and loads the extension if the server has it.
func Open(ctx context.Context, url string) (*Server, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	s := &Server{db: db}
	if s.conn, err = db.Conn(ctx); err == nil {
		err = s.load(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) load(ctx context.Context) error {
	var there bool
	if err := s.conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'postgis')").Scan(&there); err != nil {
		return err
	}
	if !there {
		return ErrNotInstalled
	}
	for _, q := range []string{"CREATE EXTENSION IF NOT EXISTS postgis", "CREATE TEMP TABLE line (g geometry)", "CREATE TEMP TABLE track (id int, g geometry)"} {
		if _, err := s.conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the connection; its tables go with it.
func (s *Server) Close() error {
	if s.conn == nil {
		return s.db.Close()
	}
	return errors.Join(s.conn.Close(), s.db.Close())
}

// flat is a transverse Mercator projection without reduction, laid at the place
// measured: within 30 km of its meridian lengths are true to a part in 100,000.
func flat(at geo.Point) string {
	return fmt.Sprintf("+proj=tmerc +lat_0=%.1f +lon_0=%.1f +k=1 +ellps=WGS84", at.Lat, at.Lon)
}

// Line puts the line in, cut in pieces of 64 vertices with an index, on a plane
// laid about a place.
func (s *Server) Line(ctx context.Context, vertices []border.Vertex, about geo.Point) error {
	var points []geo.Point
	for _, v := range vertices {
		points = append(points, v.Point())
	}
	if _, err := s.conn.ExecContext(ctx, "INSERT INTO line SELECT ST_Subdivide(ST_Transform(ST_GeomFromText($1, 4326), $2), 64)", lineString(points), flat(about)); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, "CREATE INDEX ON line USING gist (g)"); err != nil {
		return err
	}
	_, err := s.conn.ExecContext(ctx, "ANALYZE line")
	return err
}

// pieces are how many steps of a track are buffered together. The union of many
// small buffers is quicker than one large one.
const pieces = 8

// Tracks puts the parts of patrols in, in one statement: a projection takes the
// server longer to make ready than to use.
func (s *Server) Tracks(ctx context.Context, patrols [][]walk.Part, about geo.Point) error {
	texts := make([]string, len(patrols))
	for i, parts := range patrols {
		texts[i] = collection(parts)
	}
	_, err := s.conn.ExecContext(ctx, `INSERT INTO track SELECT n - 1, (ST_Dump(ST_Transform(ST_GeomFromText(t, 4326), $2))).geom
		FROM unnest($1::text[]) WITH ORDINALITY AS x (t, n)`, texts, flat(about))
	return err
}

func collection(parts []walk.Part) string {
	var all []string
	for _, part := range parts {
		for i := 0; i == 0 || i < len(part)-1; i += pieces {
			var points []geo.Point
			for _, f := range part[i:min(i+pieces+1, len(part))] {
				points = append(points, f.Point)
			}
			all = append(all, lineString(points))
		}
	}
	return "GEOMETRYCOLLECTION(" + strings.Join(all, ",") + ")"
}

// lineString is a line, or a point where there is one only.
func lineString(points []geo.Point) string {
	var all []string
	for _, p := range points {
		all = append(all, fmt.Sprintf("%.6f %.6f", p.Lon, p.Lat))
	}
	if len(all) == 1 {
		return "POINT(" + all[0] + ")"
	}
	return "LINESTRING(" + strings.Join(all, ",") + ")"
}

// Covered is how many metres of the line each patrol covered within w metres, by
// its place among the tracks.
func (s *Server) Covered(ctx context.Context, w float64) ([]float64, error) {
	rows, err := s.conn.QueryContext(ctx, `SELECT coalesce(ST_Length(ST_Intersection(ST_Union(ST_Buffer(g, $1, 'quad_segs=32')),
		(SELECT ST_Collect(l.g) FROM line l WHERE l.g && ST_Expand(ST_Collect(t.g), $1 + 1)))), 0) FROM track t GROUP BY id ORDER BY id`, w)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []float64
	for rows.Next() {
		var metres float64
		if err := rows.Scan(&metres); err != nil {
			return nil, err
		}
		out = append(out, metres)
	}
	return out, rows.Err()
}
