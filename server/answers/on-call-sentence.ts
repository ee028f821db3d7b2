import { type Alert, byUrgency, gravityOf, isAudible } from '../../core/alert/alert.ts';
import type { BreakerHistory } from '../../core/alert/breakers.ts';
import { LIVE_READING_MS } from '../../core/alert/live-reading.ts';
import { SEVERITY } from '../../core/gate/severity.ts';
import type { CriterionVerdict, VerdictState } from '../../core/gate/verdict.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { subjectName } from '../../core/roadmap/subject.ts';
import { formatAge, formatShare } from '../../core/signal/format.ts';
import type { AlertList } from '../alerts/alert-board.ts';
import type { LiveMiss } from '../evaluation/live.ts';
import type { SpendOfLimit } from '../evaluation/spend.ts';
import { listState } from './alerts.ts';
import { type Failing, isServing, type Ungated } from './serving.ts';

/** Everything that may burn. */
export interface Situated {
  readonly now: number;
  readonly roadmap: Pick<Roadmap, 'items'>;
  readonly breakers: readonly BreakerHistory[];
  readonly spend: readonly SpendOfLimit[];
  readonly missing: readonly LiveMiss[];
  readonly failing: readonly Failing[];
  readonly ungated: readonly Ungated[];
  /** What each Alertmanager says. */
  readonly lists: readonly AlertList[];
  /** Criteria of what serves users of which production shows too little to say anything. */
  readonly silent: readonly CriterionVerdict[];
  /** When production was last seen, Unix ms; absent: never. */
  readonly seenAt: number | undefined;
}

/** Something that burns, as half a sentence. */
interface Burning {
  readonly state: VerdictState;
  readonly words: string;
}

/** As many are said; the others are counted. */
const SAID = 2;

/**
 * The one sentence for who is woken, and how grave it is: open breakers, exceeded limits, targets missed now and failing gates are `fail`;
 * what nobody can see is `no-data`; what is half-open or at risk is `unproven`. Silence is never all clear.
 */
export function onCallSentence(situated: Situated): {
  readonly sentence: string;
  readonly state: VerdictState;
} {
  const burning = [
    ...alertsFiring(situated, 'critical'),
    ...breakersBurning(situated, 'open'),
    ...limitsIn(situated, 'exceeded'),
    ...missingNow(situated),
    ...gatesFailing(situated),
    ...listsUnknown(situated),
    ...unseen(situated),
    ...ungatedNow(situated),
    ...alertsFiring(situated, 'warning'),
    ...breakersBurning(situated, 'half-open'),
    ...limitsIn(situated, 'at-risk'),
  ];
  const state = SEVERITY.find((one) => burning.some((what) => what.state === one)) ?? 'pass';
  if (burning.length === 0) return { sentence: allClear(situated), state };
  const said = burning.slice(0, SAID).map(({ words }) => words);
  const rest = burning.length - said.length;
  const more = rest === 0 ? [] : [`${rest} more`];
  return { sentence: `${sentenceCase([...said, ...more].join('; '))}.`, state };
}

const GRAVE = { critical: 'fail', warning: 'unproven' } as const;

/** One alert by its name, several by their number and the most urgent one's; what is kept quiet is somebody's decision. */
function alertsFiring({ lists, now }: Situated, gravity: keyof typeof GRAVE): readonly Burning[] {
  const firing = lists
    .flatMap(({ alerts }) => alerts)
    .filter((alert) => isAudible(alert) && gravityOf(alert) === gravity)
    .sort(byUrgency);
  const [first] = firing;
  if (first === undefined) return [];
  const others = firing.length - 1;
  const more = others === 0 ? '' : ` and ${others} ${others === 1 ? 'other' : 'others'}`;
  const fired = others === 0 ? 'has fired' : 'have fired';
  return [
    { state: GRAVE[gravity], words: `the alert ${first.name}${more} ${fired} ${forHowLong(firing, now)}` },
  ];
}

function forHowLong(alerts: readonly Alert[], now: number): string {
  return `for ${formatAge(now - Math.min(...alerts.map(({ startsAt }) => startsAt)))}`;
}

/** An Alertmanager that is away does not say that nothing fires. */
function listsUnknown({ lists, now }: Situated): readonly Burning[] {
  return lists.flatMap((list) => {
    const state = listState(list, now);
    if (state === 'unknown') {
      return [
        { state: 'no-data' as const, words: `which alerts fire is not known: ${list.name} has not told yet` },
      ];
    }
    if (state !== 'stale') return [];
    const age = formatAge(now - (list.asOf ?? now));
    return [{ state: 'no-data' as const, words: `the list of alerts of ${list.name} is ${age} old` }];
  });
}

function breakersBurning(
  { breakers, now, roadmap }: Situated,
  state: 'open' | 'half-open',
): readonly Burning[] {
  return breakers
    .filter((breaker) => breaker.state === state && breaker.environment === 'production')
    .map(({ breaker, item, since }) => ({
      state: state === 'open' ? 'fail' : 'unproven',
      words: `breaker ${breaker}${ofVersion(roadmap, item)} has been ${state} for ${formatAge(now - since)}`,
    }));
}

const LIMIT_STATES = { exceeded: 'fail', 'at-risk': 'unproven', 'no-data': 'no-data' } as const;

function limitsIn({ spend }: Situated, state: keyof typeof LIMIT_STATES): readonly Burning[] {
  return spend
    .filter(({ status }) => status.state === state)
    .map(({ status }) => ({ state: LIMIT_STATES[state], words: status.sentence.replace(/\.$/, '') }));
}

/** A version that misses several targets is said once. */
function missingNow({ missing, roadmap, now }: Situated): readonly Burning[] {
  const byItem = Map.groupBy(missing, ({ item }) => item.id);
  return [...byItem].map(([id, misses]) => {
    const titles = listed(misses.map(({ place }) => place.signal.title));
    const [longest] = misses;
    const since =
      longest?.since === undefined ? 'for more than 24 h' : `for ${formatAge(now - longest.since)}`;
    return { state: 'fail', words: `${named(roadmap, id)} has missed its target on ${titles} ${since}` };
  });
}

/** A gate of which the failing criteria are missed now is told by that already. */
function gatesFailing({ failing, missing, roadmap, now }: Situated): readonly Burning[] {
  const missed = new Set(missing.map(({ item, place }) => JSON.stringify([item.id, place.criterion.text])));
  return failing
    .filter(
      ({ item, criteria }) => !criteria.every(({ text }) => missed.has(JSON.stringify([item.id, text]))),
    )
    .map(({ item, since }) => ({
      state: 'fail',
      words: `the gate of ${named(roadmap, item.id)} has failed for ${formatAge(now - since)}`,
    }));
}

/** Users meet what nobody has proved; whether it fails besides is told by its gate. */
function ungatedNow({ ungated }: Situated): readonly Burning[] {
  return ungated.map(({ item, share }) => ({
    state: 'unproven',
    words: `${subjectName(item)} serves ${formatShare(share)} of production traffic ungated`,
  }));
}

function unseen(situated: Situated): readonly Burning[] {
  const { seenAt, now, breakers, silent } = situated;
  if (seenAt === undefined && breakers.length === 0) {
    return [
      { state: 'no-data', words: 'nothing is known of production: no source has brought anything of it yet' },
    ];
  }
  if (seenAt !== undefined && now - seenAt > LIVE_READING_MS) {
    return [{ state: 'no-data', words: `production was last seen ${formatAge(now - seenAt)} ago` }];
  }
  return [
    ...limitsIn(situated, 'no-data'),
    ...silent.map(({ sentence }) => ({ state: 'no-data' as const, words: sentence.replace(/\.$/, '') })),
  ];
}

/** An alert that is kept quiet fires nevertheless. */
function quietWords(lists: readonly AlertList[]): string {
  const alerts = lists.flatMap((list) => list.alerts);
  const quiet = alerts.filter((alert) => !isAudible(alert) && gravityOf(alert) !== 'info').length;
  if (quiet > 0) return quiet === 1 ? '1 alert is kept quiet' : `${quiet} alerts are kept quiet`;
  return alerts.length === 0 ? 'no alert fires' : 'no alert fires but for information';
}

/** Says only what somebody watches. */
function allClear({ spend, breakers, roadmap, lists, now }: Situated): string {
  const clear = [
    ...(spend.length === 0 ? [] : ['no spend limit is at risk']),
    ...(serves(roadmap) ? ['every live reading meets its target'] : []),
    ...(breakers.length === 0 ? [] : ['all circuit breakers are closed']),
    ...(lists.some((list) => listState(list, now) === 'current') ? [quietWords(lists)] : []),
  ];
  return clear.length === 0 ? 'Nothing burns.' : `Nothing burns: ${listed(clear)}.`;
}

function serves({ items }: Pick<Roadmap, 'items'>): boolean {
  return items.some((item) => isServing(item) && item.gate !== undefined);
}

/** A breaker is said to be of a version; other items only stand in for nobody's. */
function ofVersion({ items }: Pick<Roadmap, 'items'>, id: string): string {
  return items.some((item) => item.id === id && item.track === 'models') ? ` of ${id}` : '';
}

function named({ items }: Pick<Roadmap, 'items'>, id: string): string {
  const item = items.find((one) => one.id === id);
  return item === undefined ? id : subjectName(item);
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Our own words begin a sentence with a capital; `v3` stays as it is. */
function sentenceCase(text: string): string {
  return text.replace(
    /^(?:breaker|the|which|production|nothing)\b/,
    (word) => word.charAt(0).toUpperCase() + word.slice(1),
  );
}
