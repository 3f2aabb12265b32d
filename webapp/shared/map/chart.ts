// A map without tiles: the line on paper, drawn by Leaflet on a canvas. It asks
// no other server for anything and writes no HTML.
import './trusted.ts';
import './map.css';
import * as leaflet from 'leaflet/dist/leaflet-src.esm.js';
import type { Bounds, Group, LatLng, Map as LeafletMap, PathStyle } from 'leaflet/dist/leaflet-src.esm.js';

/** One thing to draw; positions are longitude, latitude, as in GeoJSON. */
export interface Drawn {
  layer: string;
  line?: [number, number][];
  at?: [number, number];
  style: PathStyle;
  /** Written beside it where there is room. */
  label?: string;
  chosen?: () => void;
  /** Not part of what is brought into sight as the whole. */
  aside?: true;
}

/** From which zoom a layer is drawn and labelled; of labels those that have room, those of the first layer here first. */
export type Near = Record<string, { drawn?: number; labelled: number }>;

export interface Scale { metres: number; pixels: number }

export class Chart {
  private readonly map: LeafletMap;
  private readonly groups = new Map<string, { group: Group; shown: boolean; labels: Drawn[] }>();
  private readonly written: Group;
  private bounds: Bounds | null = null;

  constructor(at: HTMLElement, private readonly near: Near, onscale: (s: Scale) => void) {
    const still = { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false };
    this.map = leaflet.map(at, { preferCanvas: true, attributionControl: false, zoomControl: false, minZoom: 6, maxZoom: 18, zoomSnap: 0.5, ...still });
    this.written = leaflet.layerGroup().addTo(this.map);
    this.map.on('moveend', () => { this.look(); onscale(this.scale()); });
  }

  /** Draws everything anew; the first time the whole is brought into sight. */
  draw(all: Drawn[]): void {
    for (const g of this.groups.values()) g.group.clearLayers();
    const at: LatLng[] = [];
    for (const d of all) {
      const layer = this.layerOf(d.layer);
      const points = (d.line ?? (d.at ? [d.at] : [])).map(([lon, lat]): LatLng => [lat, lon]);
      const drawn = d.line ? leaflet.polyline(points, { ...d.style, interactive: !!d.chosen }) : leaflet.circleMarker(points[0] as LatLng, { ...d.style, interactive: !!d.chosen });
      if (d.chosen) drawn.on('click', d.chosen);
      drawn.addTo(layer.group);
      if (!d.aside) at.push(...points);
    }
    for (const [name, g] of this.groups) g.labels = all.filter((d) => d.layer === name && d.label && d.at);
    if (at.length === 0) return;
    const first = this.bounds === null;
    this.bounds = leaflet.latLngBounds(at);
    if (first) this.whole();
    this.look();
  }

  private layerOf(name: string) {
    let found = this.groups.get(name);
    if (!found) this.groups.set(name, found = { group: leaflet.layerGroup(), shown: true, labels: [] });
    return found;
  }

  show(name: string, shown: boolean): void {
    const g = this.layerOf(name);
    if (g.shown === shown) return;
    g.shown = shown;
    this.look();
  }

  /** Draws what is to be seen at this zoom. */
  private look(): void {
    for (const [name, g] of this.groups) {
      if (g.shown && this.map.getZoom() >= (this.near[name]?.drawn ?? 0)) g.group.addTo(this.map); else g.group.remove();
    }
    this.write();
  }

  whole(): void { if (this.bounds) this.map.fitBounds(this.bounds, { padding: [24, 24], maxZoom: 16 }); }
  zoom(by: 1 | -1): void { if (by > 0) this.map.zoomIn(); else this.map.zoomOut(); }
  pan(x: number, y: number): void { this.map.panBy([x * 120, y * 120]); }
  /** Brings a place into the middle, at least as close as a zoom. */
  centre([lon, lat]: [number, number], closer = 0): void {
    if (this.map.getZoom() < closer) this.map.setView([lat, lon], closer);
    else this.map.panTo([lat, lon]);
  }
  resized(): void { this.map.invalidateSize(); }
  close(): void { this.map.remove(); }

  /** Writes the labels that have room. */
  private write(): void {
    this.written.clearLayers();
    const zoom = this.map.getZoom(), seen = this.map.getBounds().pad(0.1);
    const taken: { x: number; y: number; w: number }[] = [];
    for (const [name, { labelled }] of Object.entries(this.near)) {
      const g = this.layerOf(name);
      if (!g.shown || zoom < labelled) continue;
      for (const d of g.labels) {
        const at: LatLng = [(d.at as [number, number])[1], (d.at as [number, number])[0]];
        if (!seen.contains(at)) continue;
        const { x, y } = this.map.latLngToContainerPoint(at), w = 8 * (d.label ?? '').length + 16;
        if (taken.some((o) => Math.abs(o.y - y) < 40 && x < o.x + o.w && o.x < x + w)) continue;
        taken.push({ x, y, w });
        const html = document.createElement('div'), span = document.createElement('span');
        span.textContent = d.label ?? '';
        html.append(span);
        leaflet.marker(at, { icon: leaflet.divIcon({ html, className: `map-label ${name}`, iconSize: [0, 0] }), interactive: false, keyboard: false }).addTo(this.written);
      }
    }
  }

  /** A round length that fits a hundred pixels. */
  private scale(): Scale {
    const y = this.map.getSize().y - 20;
    const per = this.map.distance(this.map.containerPointToLatLng([10, y]), this.map.containerPointToLatLng([110, y])) / 100;
    const most = per * 110, power = 10 ** Math.floor(Math.log10(most));
    const metres = power * ([5, 2, 1].find((n) => n * power <= most) ?? 1);
    return { metres, pixels: Math.round(metres / per) };
  }
}
