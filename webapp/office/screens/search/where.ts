// Where a thing that was found opens, and its sign.
import type { Schemas } from '../../../shared/api.ts';
import type { IconName } from '../../../shared/generated/icons.ts';
import { href } from '../../../shared/router.svelte.ts';

type Group = Schemas['SearchGroup']['type'];

/** The icon of a group of hits. */
export const icons: Record<Group, IconName> = {
  code: 'scroll-text', entry: 'file-text', place: 'map-pin', body: 'building-2', person: 'user', kind: 'library', indicator: 'table-2',
  report: 'printer', locked: 'lock', document: 'file-text', note: 'file-text',
};

/** The address of a hit. */
export function address(type: Group, hit: Schemas['SearchHit']): string {
  switch (type) {
    case 'code': return href('/ma', {}, { c: hit.id });
    case 'entry': case 'document': case 'note': return href('/so/{ledger}/{id}', { ledger: hit.ledger_id ?? '', id: hit.id });
    case 'place': return href('/danh-muc/dia-ban/{id}', { id: hit.id });
    case 'body': return href('/danh-muc', {}, { muc: 'co-quan', q: hit.title });
    case 'person': return href('/quan-tri', {}, { q: hit.title });
    case 'kind': return href('/so', {}, { kind: hit.id });
    case 'indicator': return href('/so-lieu', {}, { indicator: hit.id });
    case 'report': return href('/bao-cao', {}, { report: hit.id });
    case 'locked': return href('/khoa-so/{ledger}/{id}', { ledger: hit.ledger_id ?? '', id: hit.id });
  }
}
