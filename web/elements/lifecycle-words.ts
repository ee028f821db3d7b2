import type { Lifecycle } from '../../core/roadmap/roadmap.ts';

const WORDS: Readonly<Record<Lifecycle, string>> = {
  planned: 'Planned',
  candidate: 'Candidate',
  staging: 'In staging',
  rollout: 'In rollout',
  live: 'Live',
  retired: 'Retired',
};

/** Where an item stands in its life: `In rollout`. What is not known is written as it came. */
export function lifecycleWords(lifecycle: string): string {
  return Object.hasOwn(WORDS, lifecycle) ? WORDS[lifecycle as Lifecycle] : lifecycle;
}
