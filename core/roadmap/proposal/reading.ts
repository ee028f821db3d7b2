import { findSignal } from '../../signal/catalogue.ts';
import { missingPercentile } from '../../signal/quantile-signals.ts';
import type { Signal } from '../../signal/signal.ts';
import { foldSignalName } from '../../signal/signal-name.ts';
import { hasErrors } from '../../text/problem.ts';
import type { CriterionContext } from '../grammar/context.ts';
import { MAX_CRITERION_LENGTH, parseCriterion } from '../grammar/parse.ts';
import type { Track } from '../roadmap.ts';

/** What is known around a gate line. */
export interface LineContext extends CriterionContext {
  readonly track: Track;
  /** The line speaks of an evaluation: `**Evaluation gate**`. */
  readonly evaluation: boolean;
  /** The version that the line compares with, if it named one: what `50% lower cost` is lower than. */
  readonly baseline?: string | undefined;
}

/** Stand in for placeholders while a criterion is read: numbers that the grammar writes back as they are, and that nobody means. */
const STAND_INS = ['7.25', '7.75', '8.25'];
const PLACEHOLDER = /\[[^[\]]{1,20}\]|\bX+(?=\s?(?:%|ms\b|s\b))/g;

/** The criterion that a clause of a gate line means, in the grammar; `undefined` when it means none. Placeholders stay in their place. */
export function readClause(clause: string, context: LineContext): string | undefined {
  const placeholders = [...clause.matchAll(PLACEHOLDER)].map(([found]) => found);
  const isLegible = clause.length <= MAX_CRITERION_LENGTH && !STAND_INS.some((one) => clause.includes(one));
  if (!isLegible || placeholders.length > STAND_INS.length) return undefined;
  let at = 0;
  const filled = clause.replace(PLACEHOLDER, () => STAND_INS[at++] ?? '');
  for (const candidate of candidates(filled, context)) {
    const criterion = accepted(candidate, context);
    if (criterion === undefined) continue;
    const open = placeholders.reduce(
      (text, gap, i) => text.replace(STAND_INS[i] ?? '', bracketed(gap)),
      criterion,
    );
    if (placeholders.every((gap) => open.includes(bracketed(gap)))) return open;
  }
  return undefined;
}

function bracketed(gap: string): string {
  return gap.startsWith('[') ? gap : '[X]';
}

function accepted(text: string, context: LineContext): string | undefined {
  const { value, problems } = parseCriterion(text, context);
  return value?.kind !== 'measured' || hasErrors(problems) ? undefined : value.text;
}

const QUANTITY = String.raw`(?:[$€£¥₹]\s?)?\d[\d,.]*\s?(?:%|percent|pp|ms|s|sec|secs|seconds?|min|minutes?|h|hours?|d|days?|k|K|M)?(?:\s?(?:USD|EUR|GBP|cents?))?`;
const SIGN = `(?:[<>≤≥=]=?|at least|at most|under|over|below|above|less than|more than|up to|no more than|no less than)`;
const BEFORE = new RegExp(
  String.raw`^(?<op>${SIGN})?\s*(?<quantity>${QUANTITY})\+?\s+(?:of\s+)?(?<signal>\S.*)$`,
  'i',
);
const BEHIND = new RegExp(
  String.raw`^(?<signal>.*?[a-z)])(?:\s*[:=]|\s+of)?\s*\(?\s*(?<op>${SIGN})?\s*(?<quantity>${QUANTITY})\s*\)?$`,
  'i',
);
const DISTANCE =
  /^(?<by>\d[\d.]*\s?%|half|a third)\s+(?:of\s+)?(?:the\s+)?(?<way>lower|less|cheaper|higher|more|faster|better)?\s*(?<signal>\S.*)$/i;
const CHEAPER = /^(?<by>\d[\d.]*\s?%)\s+cheaper\s+than\s+(?<baseline>\S+)$/i;
const EVIDENCE =
  /\s+on\s+(?:the\s+|a\s+|our\s+)?(?:(?:test|evaluation|eval|golden|held-?out|validation)[\s-]?(?:set|suite|dataset|data)?|evaluation)$/i;
/** What stands behind a target in the grammar's own words. */
const CLAUSES =
  /\s+(?:on (?:evaluation|production)\b|over\s+(?:\d|the\b|a\b|month|quarter|rollout)|in (?:staging|production)\b|each\s|where\s).*$/i;
const OUTER =
  /^(?:achieves?|reaches|reach|with|target(?:s|ing)?|and|a|an|the|has|must be|must have|maintains?)\s+|\s+(?:gate|gates|threshold|target|minimum|slo|sla|required|or better|or more)\.?$/gi;

/** Ways in which people write a criterion, in the words of the grammar: the likeliest first. */
function* candidates(clause: string, context: LineContext): Generator<string> {
  const bare = withoutOuter(clause);
  const isEvaluation = EVIDENCE.test(bare);
  const whole = bare.replace(EVIDENCE, '');
  const stated = CLAUSES.exec(whole)?.[0] ?? '';
  const words = whole.slice(0, whole.length - stated.length);
  for (const [signal, rest] of [...comparing(words, context), ...relative(words, context)]) {
    const graded = isEvaluation || (stated === '' && context.evaluation && isEvaluated(signal));
    const evidence = graded && signal.evaluation !== undefined ? ' on evaluation' : '';
    yield `${signal.name} ${rest}${evidence}${stated}`;
  }
  // A clause that is a criterion as it stands speaks of its own evidence.
  yield bare;
}

function withoutOuter(clause: string): string {
  let text = clause.replace(/[.:]$/, '').trim();
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(OUTER, '').trim();
  }
  return text;
}

type Candidate = readonly [signal: Signal, comparison: string];

/** `92% accuracy`, `<3% hallucination rate`, `cost < $0.01/req`, `accuracy (92%)`. */
function comparing(words: string, context: LineContext): readonly Candidate[] {
  const found = [BEFORE, BEHIND].flatMap((pattern): Candidate[] => {
    const { op, quantity, signal } = pattern.exec(words)?.groups ?? {};
    const meant = signal === undefined ? undefined : signalMeant(signal, context);
    if (meant === undefined || quantity === undefined) return [];
    return [[meant, `${op ?? (meant.better === 'higher' ? '>=' : '<=')} ${quantity.trim()}`]];
  });
  // `cost < $0.01/req`: the unit behind the slash belongs to the signal's name.
  const per = /^(?<signal>.+?)\s*(?<op>[<>≤≥]=?)\s*(?<quantity>.+?)\s*(?:\/|\bper\b)\s*(?<unit>\w+)$/i.exec(
    words,
  )?.groups;
  const meant = per === undefined ? undefined : signalMeant(`${per.signal} per ${per.unit}`, context);
  const none = /^(?:zero|no)\s+(?<signal>\S.*)$/i.exec(words)?.groups?.signal;
  const counted = none === undefined ? undefined : signalMeant(none, context);
  return [
    ...(meant === undefined ? [] : [[meant, `${per?.op} ${per?.quantity}`] as const]),
    ...found,
    ...(counted === undefined ? [] : [[counted, '= 0'] as const]),
  ];
}

/** `50% lower cost per request`, `half the cost`: of the version that the line compares with. */
function relative(words: string, context: LineContext): readonly Candidate[] {
  const cheaper = CHEAPER.exec(words)?.groups;
  const cost = cheaper === undefined ? undefined : signalMeant('cost per request', context);
  if (cost !== undefined) return [[cost, `${cheaper?.by} lower than ${cheaper?.baseline}`]];
  const { by, way, signal } = DISTANCE.exec(words)?.groups ?? {};
  const [named, than] = (signal ?? '').split(/\s+(?:than|of|as)\s+/);
  const baseline = than ?? context.baseline;
  const meant = named === undefined ? undefined : signalMeant(named, context);
  if (by === undefined || baseline === undefined || meant === undefined) return [];
  if (way !== undefined) return [[meant, `${by} ${COMPARED[way.toLowerCase()] ?? way} than ${baseline}`]];
  return by.toLowerCase() === 'half' ? [[meant, `at most half of ${baseline}`]] : [];
}

const COMPARED: Readonly<Record<string, string>> = {
  less: 'lower',
  cheaper: 'lower',
  more: 'higher',
  faster: 'lower',
  better: 'better',
};

/** What people call a signal in a roadmap, where the catalogue has no such name. */
const BY_TRACK: Readonly<Record<Track, Readonly<Record<string, string>>>> = {
  data: {
    error_rate: 'pipeline_error_rate',
    errors: 'pipeline_error_rate',
    failures: 'pipeline_error_rate',
    lag: 'pipeline_lag',
    freshness: 'pipeline_lag',
    examples: 'labeled_examples',
  },
  models: {
    classification: 'accuracy',
    category_classification: 'accuracy',
    precision: '',
    quality: 'accuracy',
    cost: 'cost_per_request',
  },
  features: { cost: 'cost_per_request' },
  infrastructure: { uptime: 'success_rate', cost: 'cost_per_request' },
};

function signalMeant(words: string, { track, signals }: LineContext): Signal | undefined {
  const text = words.replace(/[()]/g, ' ').replace(/\s+/g, ' ').trim();
  const name = foldSignalName(text);
  const own = BY_TRACK[track];
  const known = Object.hasOwn(own, name) ? own[name] : undefined;
  if (known === '') return undefined;
  const percentile = missingPercentile(name);
  return (
    findSignal(known ?? text, signals) ??
    (percentile === undefined ? undefined : findSignal(percentile, signals))
  );
}

/** What an evaluation run grades; what users do is seen in production. */
const EVALUATED = ['accuracy', 'hallucination_rate', 'score', 'critical_failures'];

function isEvaluated({ name }: Signal): boolean {
  return EVALUATED.includes(name);
}
