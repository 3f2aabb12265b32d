// What this app uses of Leaflet 1.9.4; its own types describe ten times that.
declare module 'leaflet/dist/leaflet-src.esm.js' {
  export type LatLng = [lat: number, lon: number];
  export interface Bounds { isValid(): boolean; extend(at: LatLng | Bounds): Bounds; pad(share: number): Bounds; contains(at: LatLng): boolean }
  export interface Layer { addTo(to: Map | Group): this; on(what: 'click', then: (e: { originalEvent: Event }) => void): this; remove(): this }
  export interface Group extends Layer { clearLayers(): this }
  export interface Path extends Layer { setStyle(style: PathStyle): this; bringToFront(): this }
  export interface Marker extends Layer { setLatLng(at: LatLng): this }
  export interface PathStyle { color?: string; weight?: number; opacity?: number; dashArray?: string; lineCap?: 'butt' | 'round'; fill?: boolean; fillColor?: string; fillOpacity?: number; radius?: number; interactive?: boolean }
  export interface Map {
    fitBounds(b: Bounds, o?: { padding?: [number, number]; maxZoom?: number }): this;
    panBy(by: [number, number]): this;
    panTo(at: LatLng): this;
    setView(at: LatLng, zoom: number): this;
    zoomIn(): this;
    zoomOut(): this;
    getZoom(): number;
    getBounds(): Bounds;
    getSize(): { x: number; y: number };
    latLngToContainerPoint(at: LatLng): { x: number; y: number };
    containerPointToLatLng(at: [number, number]): { lat: number; lng: number };
    distance(a: { lat: number; lng: number }, b: { lat: number; lng: number }): number;
    invalidateSize(): this;
    on(what: 'moveend' | 'zoomend', then: () => void): this;
    remove(): this;
  }
  export function map(at: HTMLElement, options: Record<string, boolean | number>): Map;
  export function polyline(at: LatLng[], style: PathStyle): Path;
  export function circleMarker(at: LatLng, style: PathStyle): Path & Marker;
  export function circle(at: LatLng, style: PathStyle): Path & Marker;
  export function marker(at: LatLng, options: { icon: unknown; interactive: boolean; keyboard: boolean }): Marker;
  export function divIcon(options: { html: HTMLElement; className: string; iconSize: [number, number] }): unknown;
  export function layerGroup(): Group;
  export function latLngBounds(at: LatLng[]): Bounds;
}
