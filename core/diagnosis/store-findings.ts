import type { UsageOfKind } from '../ports.ts';
import type { Facts } from './facts.ts';
import type { Finding, Level, StoreDetail } from './finding.ts';

/** From this share on a spool is filling: what fills it is not going away by itself. */
const SPOOL_FILLING = 0.5;

function aboutStore(level: Level, detail: StoreDetail): Finding {
  return { about: 'store', level, detail };
}

/** Whether the store takes and gives, and keeps what the criteria ask for. */
export function storeFindings(facts: Facts): readonly Finding[] {
  const { store, storeTrouble } = facts;
  if (storeTrouble !== undefined) {
    const { message, isAmiss } = storeTrouble;
    return [aboutStore(isAmiss ? 'problem' : 'hint', { code: 'store-unknown', message })];
  }
  if (store === undefined) return [];
  const { status, usage } = store;
  const limited =
    status.reason === undefined
      ? []
      : [aboutStore('problem', { code: 'store-limited', state: status.state, reason: status.reason })];
  if (usage === undefined) return limited;
  const { spool, setAside } = usage;
  const filling =
    spool !== undefined && spool.bytes > SPOOL_FILLING * spool.limitBytes
      ? [aboutStore('problem', { code: 'spool-filling', bytes: spool.bytes, limitBytes: spool.limitBytes })]
      : [];
  const refused =
    setAside !== undefined && setAside.points > 0
      ? [
          aboutStore('problem', {
            code: 'points-set-aside',
            points: setAside.points + setAside.dropped,
            reason: setAside.newest[0]?.reason ?? '',
          }),
        ]
      : [];
  return [...limited, ...filling, ...refused, ...retention(usage.kinds, facts)];
}

/** A kind that is kept for a shorter time than the longest window asks for, where no coarser one is kept longer. */
function retention(kinds: readonly UsageOfKind[], facts: Facts): readonly Finding[] {
  const longest = longestWindow(facts);
  if (longest === undefined) return [];
  const kept = kinds.filter(({ retentionMs }) => retentionMs !== undefined);
  // What has no limit among the numbers is kept for ever.
  const isKept = kinds.some(({ retentionMs, isNumbers }) => retentionMs === undefined && isNumbers === true);
  const best = kept.reduce<UsageOfKind | undefined>(
    (most, kind) => ((kind.retentionMs ?? 0) > (most?.retentionMs ?? 0) ? kind : most),
    undefined,
  );
  if (isKept || best?.retentionMs === undefined || best.retentionMs >= longest.windowMs) return [];
  const detail = {
    code: 'retention-short',
    kind: best.kind,
    retentionMs: best.retentionMs,
    ...longest,
  } as const;
  return [aboutStore('problem', detail)];
}

function longestWindow({ roadmaps }: Facts) {
  const windows = roadmaps.flatMap(({ items, successMetrics }) =>
    [
      ...items.flatMap(({ gate }) => gate?.criteria ?? []),
      ...successMetrics.flatMap(({ criterion }) => criterion ?? []),
    ].flatMap(({ criterion }) =>
      criterion.kind === 'measured' && criterion.window.kind === 'duration'
        ? [{ windowMs: criterion.window.ms, criterion: criterion.text }]
        : [],
    ),
  );
  return windows.sort((a, b) => b.windowMs - a.windowMs)[0];
}
