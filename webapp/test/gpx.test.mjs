import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { readGPX } = await load('field/patrol/gpx.ts');
const file = (inner) => `<?xml version="1.0" encoding="UTF-8"?>\n<!-- một tệp -->\n<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">\n${inner}\n</gpx>\n`;
const pt = (lat, lon, more = '<time>2026-11-30T03:00:00Z</time>') => `<trkpt lat="${lat}" lon="${lon}">${more}</trkpt>`;
const seg = (...points) => `<trk><name>A &lt; B</name><trkseg>\n${points.join('\n')}\n</trkseg></trk>`;

test('segments, heights and times of a file become points; a new segment begins with a gap', () => {
  const points = readGPX(file(seg(pt('22.8496', '106.7242', '<ele>612.4</ele><time>2026-11-30T03:00:00.900Z</time>'), pt('22.8506', '106.7242', '<time>2026-11-30T10:00:30</time>'))
    + '<wpt lat="1" lon="1"><time>x</time></wpt><rte><rtept lat="2" lon="2"/></rte>' + seg(pt('-22.9', '-106.7', '<ext:x xmlns:ext="y"><time>no</time></ext:x><time>2026-11-30T10:02:00+07:00</time>'))));
  assert.deepEqual(points, [
    { lat: 22849600, lon: 106724200, time: 1796007600, height: 612, accuracy: 0, gap: false },
    { lat: 22850600, lon: 106724200, time: 1796007630, height: null, accuracy: 0, gap: false },
    { lat: -22900000, lon: -106700000, time: 1796007720, height: null, accuracy: 0, gap: true },
  ]);
});

test('a point without a time is left out, and what follows begins with a gap', () => {
  const [a, b] = readGPX(file(seg(pt('22', '106'), pt('22.1', '106', ''), pt('22.2', '106'))));
  assert.deepEqual([a.gap, b.gap, b.lat], [false, true, 22200000]);
});

test('what is no track of this world is refused with its line', () => {
  for (const [text, fault, line] of [
    ['', 'no_points', 0], [file(''), 'no_points', 0], [file(seg(pt('22', '106', ''))), 'no_time', 0], ['<kml></kml>', 'no_gpx', 1],
    ['<!DOCTYPE gpx [<!ENTITY a "b">]><gpx/>', 'damaged', 1], [file(seg(pt('NaN', '106'))), 'bad_place', 5], [file(seg(pt('90.1', '106'))), 'bad_place', 5], [file(seg(pt('22', '1e9'))), 'bad_place', 5],
    [file(seg(pt('22', '106'), pt('22', '106', '<time>hôm qua</time>'))), 'bad_time', 6], [file('<a>'.repeat(16)), 'too_deep', 4], [file('<a></b>'), 'damaged', 4], [file(seg(pt('22', '106'))).slice(0, -8), 'damaged', 6],
    ['<gpx><!-- ', 'damaged', 1], ['<gpx><trk', 'damaged', 1], [file(seg('<trkpt lat="1" lon="1"/>'.repeat(500_001))), 'too_many', 5],
  ]) assert.throws(() => readGPX(text), (e) => e.fault === fault && (e.line === line), `${text.slice(0, 300)}: ${fault} ${line}`);
});
