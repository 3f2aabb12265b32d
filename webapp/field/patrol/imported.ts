// A file of another program becomes pieces of the track of an entry that is
// being written.
import { t } from '../../shared/words.svelte.ts';
import { keepFiles, sealFile } from '../core/photo.ts';
import { encode, pieces, walked, type Walked } from '../core/track.ts';
import { inside } from '../phone.svelte.ts';
import { GPXRefused, maxBytes, readGPX } from './gpx.ts';

/** Keeps the track of a file under a draft, all or nothing. Throws GPXRefused, or that there is no room. */
export async function addTrack(draft: string, file: Blob): Promise<Walked> {
  const into = inside();
  if (!into) throw new Error('locked');
  if (file.size > maxBytes) throw new GPXRefused('too_large');
  const points = readGPX(await file.text());
  const files = [];
  for (const x of pieces(points)) files.push(await sealFile(into.ring, draft, encode(x, { imported: true }), { at_ms: (x[0]?.time ?? 0) * 1000, taken_ms: 0, track: true }));
  await keepFiles(into.db, files);
  return walked(points);
}

/** Why a file was not taken, in words. */
export function problemOf(e: unknown): string {
  if (!(e instanceof GPXRefused)) return t('patrol.gpx_not_kept');
  const why = t(`patrol.gpx_${e.fault}`);
  return e.line > 0 ? `${why} ${t('patrol.gpx_line', { n: e.line })}` : why;
}
