import type { Track } from '../../core/roadmap/roadmap.ts';

/** What the tracks are called on pages. */
export const TRACK_TITLES: Readonly<Record<Track, string>> = {
  data: 'Data',
  models: 'Models',
  features: 'Features',
  infrastructure: 'Infrastructure',
};
