import { relativeWords } from '../../gate/words.ts';
import { catalogueSignal } from '../../signal/catalogue.ts';
import { formatShare, formatTargetValue, formatValue, operatorWords } from '../../signal/format.ts';
import type { SignalUnit } from '../../signal/signal.ts';
import type { Criterion, MeasuredCriterion, Quantity } from '../criterion.ts';
import { writeQuantity } from '../grammar/quantity.ts';
import type {
  GateCriterion,
  Item,
  Lifecycle,
  Milestone,
  MilestoneStatus,
  Roadmap,
  SpendLimit,
} from '../roadmap.ts';
import { subjectName } from '../subject.ts';

/**
 * What a roadmap promises, as it is remembered: everything whose change belongs into the event log, each thing with the words that an
 * event says of it, so that a change can be told after the roadmap that it was is gone. Plain JSON.
 */
export interface Promised {
  readonly items: readonly PromisedItem[];
  readonly successMetrics: readonly PromisedCriterion[];
  readonly spend: readonly PromisedLimit[];
}

export interface PromisedItem {
  readonly id: string;
  /** How sentences call it. */
  readonly subject: string;
  readonly lifecycle: Lifecycle;
  readonly due?: string;
  readonly gateDue?: string;
  readonly criteria: readonly PromisedCriterion[];
  readonly milestones: readonly PromisedMilestone[];
}

export interface PromisedCriterion {
  /** In its one form. */
  readonly text: string;
  /** Everything that it speaks of but for how much: two criteria about the same are one whose target changed. */
  readonly about: string;
  /** `accuracy on evaluation of golden-set` */
  readonly what: string;
  /** `at most 50 % of v2`; empty for an attested one. */
  readonly target: string;
  /** What its text does not say, of what it is decided by: `margin 1pp, 99 % confidence, advisory`. Absent where it was not written down. */
  readonly terms?: string;
  readonly waiver?: { readonly by: string; readonly until: string };
}

export interface PromisedMilestone {
  readonly title: string;
  readonly status: MilestoneStatus;
  readonly due?: string;
}

export interface PromisedLimit {
  readonly title: string;
  /** `$26,000 a month` */
  readonly amount: string;
}

/** What a roadmap promises. */
export function promiseOf(roadmap: Roadmap): Promised {
  return {
    items: roadmap.items.map((item) => promisedItem(item, roadmap)),
    successMetrics: roadmap.successMetrics.flatMap(({ criterion }) =>
      criterion === undefined ? [] : [promisedCriterion(criterion, roadmap)],
    ),
    spend: roadmap.spend.map(promisedLimit),
  };
}

function promisedItem(item: Item, roadmap: Roadmap): PromisedItem {
  const { id, lifecycle, due, gate } = item;
  return {
    id,
    subject: subjectName(item),
    lifecycle,
    ...(due === undefined ? {} : { due }),
    ...(gate?.due === undefined ? {} : { gateDue: gate.due }),
    criteria: (gate?.criteria ?? []).map((criterion) => promisedCriterion(criterion, roadmap)),
    milestones: item.milestones.map(promisedMilestone),
  };
}

function promisedMilestone({ title, status, due }: Milestone): PromisedMilestone {
  return { title, status, ...(due === undefined ? {} : { due }) };
}

function promisedLimit({ title, amount, currency, period }: SpendLimit): PromisedLimit {
  return { title, amount: `${formatValue(amount, 'currency', currency)} a ${period}` };
}

function promisedCriterion({ criterion, waiver }: GateCriterion, roadmap: Roadmap): PromisedCriterion {
  return {
    text: criterion.text,
    about: aboutOf(criterion),
    what: whatWords(criterion, roadmap),
    target: criterion.kind === 'attested' ? '' : targetWords(criterion, roadmap.currency),
    terms: termsOf(criterion),
    ...(waiver === undefined ? {} : { waiver: { by: waiver.by, until: waiver.until } }),
  };
}

/** What only the object form of a criterion holds: whoever changes that moves the target as well. */
function termsOf(criterion: Criterion): string {
  const advisory = criterion.advisory ? ['advisory'] : [];
  if (criterion.kind === 'attested') return advisory.join();
  const { margin, confidence, decide, defaults } = criterion;
  return [
    ...(margin === undefined ? [] : [`margin ${writeQuantity(margin)}`]),
    ...(defaults.includes('confidence') ? [] : [`${formatShare(confidence)} confidence`]),
    ...(decide === 'point' ? ['decided by the value alone'] : []),
    ...advisory,
  ].join(', ');
}

function aboutOf(criterion: Criterion): string {
  if (criterion.kind === 'attested') return JSON.stringify(['attested', criterion.role, criterion.statement]);
  const { signal, evidence, environment, where, each } = criterion;
  const dataset = evidence.kind === 'evaluation' ? (evidence.dataset ?? '') : '';
  const labels = Object.entries(where).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([signal, evidence.kind, dataset, environment, labels, each ?? '']);
}

function whatWords(criterion: Criterion, { signals }: Pick<Roadmap, 'signals'>): string {
  if (criterion.kind === 'attested') return criterion.text;
  const { signal, evidence, environment, where, each, defaults } = criterion;
  const own = Object.hasOwn(signals, signal) ? signals[signal] : undefined;
  const words = [(own ?? catalogueSignal(signal))?.title ?? signal];
  if (evidence.kind === 'evaluation') words.push('on evaluation');
  if (evidence.kind === 'evaluation' && evidence.dataset !== undefined) words.push(`of ${evidence.dataset}`);
  if (!defaults.includes('environment')) words.push(`in ${environment}`);
  for (const [label, value] of Object.entries(where)) words.push(`where ${label} = ${value}`);
  if (each !== undefined) words.push(`for each ${each}`);
  return words.join(' ');
}

function targetWords(criterion: MeasuredCriterion, currency: string): string {
  const { op, target, unit } = criterion;
  // A baseline alone reads `as v2` in a sentence that gives its number, too.
  const relative = relativeWords(criterion, undefined, currency)?.replace(/^as /, '');
  return `${operatorWords(op)} ${target.kind === 'absolute' ? amountWords(target.quantity, unit, currency) : relative}`;
}

/** Money as it was written, `$0.006`: nothing stands beside it whose digits it should have. */
function amountWords(quantity: Quantity, unit: SignalUnit, currency: string): string {
  return quantity.unit === 'currency'
    ? writeQuantity(quantity)
    : formatTargetValue(quantity.value, unit, currency);
}
