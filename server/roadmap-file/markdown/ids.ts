import { LIMITS } from '../../../core/roadmap/document/limits.ts';
import { RESERVED_PRODUCTS } from '../../../core/roadmap/document/settings.ts';
import type { Track } from '../../../core/roadmap/roadmap.ts';

const MAX_SLUG = 40;
const RESERVED = ['live', 'current', ...RESERVED_PRODUCTS];

/** The version that a title or a task speaks of: `v2` in `Model v2: Production quality`. */
export function versionIn(title: string): string | undefined {
  return /\bv(\d+(?:\.\d+)*)\b/i.exec(title)?.[0]?.toLowerCase();
}

/** An id made of a title: words in lower case, joined by hyphens, cut between words. */
export function slugOf(title: string, otherwise: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ');
  let slug = '';
  for (const word of words) {
    if (`${slug}-${word}`.length > MAX_SLUG) break;
    slug = slug === '' ? word : `${slug}-${word}`;
  }
  const usable = /^[a-z]/.test(slug) ? slug : slug === '' ? otherwise : `${otherwise}-${slug}`;
  return RESERVED.includes(usable) ? `${usable}-1` : usable.slice(0, LIMITS.id);
}

/** The id of an item by its title: a model version's own number, everything else by its words without `Phase 1:` in front. */
export function itemId(title: string, track: Track): string {
  const version = track === 'models' ? versionIn(title) : undefined;
  if (version !== undefined) return version;
  const words = title.replace(/^phase\s+\d+(?:\.\d+)?\s*[:–—-]\s*/i, '');
  return slugOf(words, OTHERWISE[track]);
}

const OTHERWISE: Readonly<Record<Track, string>> = {
  data: 'data',
  models: 'model',
  features: 'feature',
  infrastructure: 'infrastructure',
};

/** The id itself, or with the first number behind it that makes it the only one. */
export function unique(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  for (let n = 2; ; n += 1) {
    const numbered = `${id.slice(0, LIMITS.id - 4)}-${n}`;
    if (!taken.has(numbered)) return numbered;
  }
}
