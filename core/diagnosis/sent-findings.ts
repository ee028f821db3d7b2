import type { Facts, SourceFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { aboutSource } from './standing-findings.ts';

/** Which programs show themselves in what has arrived, and which of them nobody reads. What arrives is told by the listener, not by source. */
export function sentFindings({ name, type, standing }: SourceFacts, facts: Facts): readonly Finding[] {
  const { recognised = [] } = standing ?? {};
  const takers = facts.sources.filter((one) => one.type === type && one.mapping !== undefined);
  const titleOf = (preset: string) => facts.presets.find((one) => one.name === preset)?.title ?? preset;
  const read = recognised.filter(({ isRead }) => isRead).map(({ preset }) => titleOf(preset));
  const unread = recognised.flatMap(({ preset, metrics, isRead }): Finding[] => {
    if (isRead || takers.some(({ presets }) => presets.includes(preset))) return [];
    const brought = new Set(takers.flatMap(({ brings = [] }) => brings));
    const gives = facts.presets.find((one) => one.name === preset)?.measures ?? [];
    const detail = {
      code: 'preset-fits',
      preset,
      title: titleOf(preset),
      metrics,
      measures: gives.filter((measure) => !brought.has(measure)),
      takers: takers.map((taker) => taker.name),
    } as const;
    return [aboutSource(name, 'hint', detail)];
  });
  const programs =
    read.length === 0 ? [] : [aboutSource(name, 'fine', { code: 'programs-read', programs: read })];
  return [...unread, ...programs];
}
