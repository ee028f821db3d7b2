import type { DecisionJson } from '../../../server/http/contract/decisions.ts';
import { DAY, type VersionId } from './ticket-routing.ts';
import { criteriaOf, gateOf } from './verdicts.ts';

/** v3 was shipped on a pass and has regressed on cost since, v2 still passes; nobody decided about the others. Newest first. */
export function decisionsOf(item: VersionId, now: number): DecisionJson[] {
  const build = { v2: '2.3.2', v3: '3.0.0-rc4' }[item as string];
  if (build === undefined) return [];
  const verdict = `${item} passes its gate: all ${criteriaOf(item, now).length} criteria met.`;
  return [
    {
      at: now - (item === 'v3' ? 23 : 20) * DAY,
      decision: 'ship',
      by: 'release board',
      recordedBy: 'ci',
      build,
      ...(item === 'v3' ? { why: 'A tenth of the tickets first.' } : {}),
      link: 'https://ci.example.com/runs/1742',
      commit: 'c0ffee1234567890',
      state: 'pass',
      waived: false,
      verdict,
      criteria: criteriaOf(item, now).map(({ text, signal }) => ({
        text,
        state: 'pass',
        sentence: `${item} passes on ${signal?.replaceAll('_', ' ') ?? text}.`,
      })),
      revision: 'a1b2c3d4e5f6a7b8',
      sentence: `${item} (build ${build}) was shipped by release board on a pass.${item === 'v3' ? ' Why: A tenth of the tickets first.' : ''}`,
    },
  ];
}

/** What has regressed of the story: v3, on what it costs. */
export function regressedOf(item: VersionId, now: number) {
  if (item !== 'v3') return {};
  const { since, criteria } = gateOf(item, now);
  const failing = criteria.filter(({ state }) => state === 'fail').map(({ text }) => text);
  const sentence =
    'v3 has regressed: it was shipped by release board on 31 Oct 2026 on a pass, and its gate has failed since 17 Nov 2026 on cost per request ($0.0042 then, $0.00597 now).';
  return { regressed: { since, criteria: failing, sentence } };
}
