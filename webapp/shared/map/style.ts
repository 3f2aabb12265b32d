// How the line is drawn: told apart by dashes as well as by colour, as on the
// strip; the ground is paper in every theme, as under all pictures.
interface Stroke { color: string; weight: number; dashArray?: string; opacity?: number; lineCap?: 'butt' }
interface Spot extends Stroke { fillColor: string; fillOpacity: number; radius: number }
export type BandStyle = 'within_7' | 'within_30' | 'within_90' | 'older' | 'never' | 'plain';
export type ClassStyle = 'none' | 'stated' | 'passed' | 'checked' | 'documented' | 'closed';

export const bandStyle: Record<BandStyle, Stroke> = {
  within_7: { color: '#1f5b3f', weight: 7 },
  within_30: { color: '#2f6f9f', weight: 6, dashArray: '14 5', lineCap: 'butt' },
  within_90: { color: '#a05f0c', weight: 6, dashArray: '6 5', lineCap: 'butt' },
  older: { color: '#8a3b3b', weight: 6, dashArray: '2 5', lineCap: 'butt' },
  never: { color: '#16190f', weight: 2 },
  plain: { color: '#1f5b3f', weight: 4 },
};

export const patrolStyle: Stroke = { color: '#5e4b8b', weight: 16, opacity: 0.25, lineCap: 'butt' };

export const placeStyle: Spot = { color: '#7a2e6e', fillColor: '#7a2e6e', fillOpacity: 1, weight: 1, radius: 4 };

export const classStyle: Record<ClassStyle, Spot> = {
  none: { color: '#16190f', fillColor: '#fffefa', fillOpacity: 1, weight: 1.5, radius: 4 },
  stated: { color: '#16190f', fillColor: '#fffefa', fillOpacity: 1, weight: 1.5, radius: 4, dashArray: '2 2' },
  passed: { color: '#16190f', fillColor: '#b9bfae', fillOpacity: 1, weight: 1.5, radius: 5 },
  checked: { color: '#16190f', fillColor: '#6b7466', fillOpacity: 1, weight: 1.5, radius: 5 },
  documented: { color: '#16190f', fillColor: '#16190f', fillOpacity: 1, weight: 1.5, radius: 5 },
  closed: { color: '#8a8f87', fillColor: '#fffefa', fillOpacity: 0, weight: 1.5, radius: 5, dashArray: '1 3' },
};
