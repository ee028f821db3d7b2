import { remembered } from '../remember.ts';
import type { Waiver } from '../roadmap/criterion.ts';
import { formatPair, operatorWords } from '../signal/format.ts';
import type { Decision } from './decision.ts';
import { facts, intervalWords } from './sentence-facts.ts';
import { outlookWords, pendingWords } from './sentence-outlook.ts';
import { whyNoData, whyUnproven } from './sentence-reasons.ts';
import type { Told } from './told.ts';
import type { VerdictState } from './verdict.ts';
import { dateWords, relativeWords } from './words.ts';

const VERBS: Readonly<Record<VerdictState, string>> = {
  pass: 'passes on',
  fail: 'fails on',
  unproven: 'is unproven on',
  'no-data': 'has no data on',
  'not-started': 'has not started: nothing to judge',
};

/** The whole verdict in one sentence: who, what, actual against target, over which window, made of how much, and why. */
export function sentenceOf(told: Told): string {
  const { decision, context } = told;
  const head = `${context.subject} ${VERBS[decision.state]} ${whatWords(told)}`;
  return `${head}${restOf(told)}${pendingWords(told)}${waivedWords(told.waiver)}.`;
}

/** `; waived by the product lead until 14 Dec 2026: …`, for the end of a sentence. */
export function waivedWords(waiver: Waiver | undefined): string {
  return waiver === undefined
    ? ''
    : `; waived by ${waiver.by} until ${dateWords(waiver.until)}: ${waiver.why.replace(/\.$/, '')}`;
}

function restOf(told: Told): string {
  const { decision, criterion } = told;
  const advisory = criterion.advisory ? ', advisory' : '';
  switch (decision.state) {
    case 'not-started':
      return ` by yet${advisory}`;
    case 'no-data':
      return `${advisory}: ${whyNoData(told)}`;
    case 'unproven': {
      const lean = decision.lean === undefined ? '' : `, leaning ${decision.lean}`;
      const why = [whyUnproven(told), ...outlookWords(told)].join(': ');
      return `${advisory}${lean}: ${[...figures(told), why].join('; ')}`;
    }
    default:
      return `${advisory}: ${figures(told).join('; ')}`;
  }
}

/** The signal in its scope: `accuracy in staging where region = eu for language de`. */
function whatWords({ criterion, signal, decision }: Told): string {
  const words = [signal.title];
  if (criterion.evidence.kind === 'production' && criterion.environment !== 'production') {
    words.push(`in ${criterion.environment}`);
  }
  for (const [label, value] of Object.entries(criterion.where)) words.push(`where ${label} = ${value}`);
  if (criterion.each !== undefined && decision.reading.label !== undefined) {
    words.push(`for ${criterion.each} ${decision.reading.label}`);
  }
  return words.join(' ');
}

/** Actual against target and what it is made of; nothing when there is neither. */
function figures(told: Told): readonly string[] {
  const { decision, evidence, context } = told;
  // A day that is over is told once, not at every look.
  if (evidence.closes === undefined) return makeFigures(told);
  const known = figuresByWindow(decision);
  const key = JSON.stringify([evidence.period, evidence.baselineItem, context.currency]);
  const words = known.get(key) ?? makeFigures(told);
  known.set(key, words);
  return words;
}

const figuresByWindow = remembered((_: Decision) => new Map<string, readonly string[]>());

function makeFigures(told: Told): readonly string[] {
  const { decision, criterion } = told;
  const { actual } = decision.reading;
  if (actual?.value === undefined || decision.target === undefined) return [];
  const pair = formatPair(actual.value, decision.target.value, criterion.unit, told.context.currency);
  const relative = relativeWords(criterion, told.evidence.baselineItem, told.context.currency);
  const target = `${operatorWords(criterion.op)} ${pair.target}${relative === undefined ? '' : ` (${relative})`}`;
  const value = `${pair.value}${intervalWords(told, actual)}`;
  return [[`${value} against ${target}`, ...facts(told, actual)].join(', ')];
}
