import type { SourceFacts, SourceStanding } from './facts.ts';
import type { Finding, Level, SourceDetail } from './finding.ts';

/** A finding about a source. */
export function aboutSource(source: string, level: Level, detail: SourceDetail): Finding {
  return { about: 'source', source, level, detail };
}

/** How a source fares at the server that reads it. */
export function standingFindings({ name, type, standing, sight }: SourceFacts): readonly Finding[] {
  if (standing === undefined) return [];
  const isToldBySight = sight?.targets.some(({ trouble }) => trouble !== undefined) ?? false;
  return [
    ...(isToldBySight ? [] : stateFindings(name, type, standing)),
    ...standing.warnings.map((message) => aboutSource(name, 'problem', { code: 'source-warns', message })),
    ...(Object.keys(standing.rejected).length === 0
      ? []
      : [aboutSource(name, 'problem', { code: 'samples-rejected', reasons: standing.rejected })]),
    ...(standing.overflowed > 0
      ? [aboutSource(name, 'problem', { code: 'labels-overflowed', n: standing.overflowed })]
      : []),
  ];
}

function stateFindings(
  name: string,
  type: string,
  { state, lastError = '', lastSuccessAt = 0 }: SourceStanding,
): readonly Finding[] {
  switch (state) {
    case 'unknown':
      return [aboutSource(name, 'problem', { code: 'source-not-running' })];
    case 'failing':
      return [aboutSource(name, 'problem', { code: 'source-failing', message: lastError })];
    case 'stale':
      return [aboutSource(name, 'problem', { code: 'source-stale', lastSuccessAt })];
    case 'waiting':
      return [aboutSource(name, 'problem', { code: 'source-silent', type })];
    case 'ok':
      return [];
  }
}
