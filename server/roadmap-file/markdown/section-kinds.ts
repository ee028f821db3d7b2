import { TRACKS, type Track } from '../../../core/roadmap/roadmap.ts';

/** What a section of a roadmap's document is about. */
export type SectionKind =
  | Track
  | 'vision'
  | 'success-metrics'
  | 'objectives'
  | 'spend'
  | 'settings'
  /** Prose about the document itself. */
  | 'about';

/** The first that fits decides. */
const KINDS: readonly (readonly [kind: SectionKind, title: RegExp])[] = [
  ['about', /^(?:the template|how to use|what this template|filled example)\b/],
  ['success-metrics', /^(?:success metrics?|kpis?|north star)\b/],
  ['objectives', /^(?:business )?(?:objectives?|okrs?|goals?)\b/],
  ['spend', /^(?:spend(?:ing)?(?: limits?)?|cost limits?)$/],
  ['settings', /^settings$/],
  ['vision', /\b(?:vision|strategy)\b/],
  ['data', /^data(?:$| pipeline| roadmap| milestones| phases| track)/],
  ['models', /^(?:ai )?models?(?:$| versions?(?:$| roadmap| milestones)| roadmap| milestones| track)/],
  ['features', /^(?:[\w-]+ ){0,2}features?(?:$| milestones| roadmap| track)/],
  ['infrastructure', /^(?:[\w-]+ )?(?:infrastructure|infra|platform)(?:$| milestones| roadmap| track)/],
];

/** What a heading, or a column of the quarterly table, says that stands under it. */
export function sectionKind(title: string): SectionKind | undefined {
  const folded = title
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/^\d+(?:\.\d+)*[.)]?\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (folded.length > 100) return undefined;
  return KINDS.find(([, pattern]) => pattern.test(folded))?.[0];
}

/** The track that a title names. */
export function trackOf(title: string): Track | undefined {
  const kind = sectionKind(title);
  return TRACKS.find((track) => track === kind);
}
