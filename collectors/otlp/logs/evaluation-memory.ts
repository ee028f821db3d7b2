import type { Mapper, Owner } from '../../../core/measure/mapper.ts';
import type { MetricMapping } from '../../../core/measure/mapping.ts';
import type { Labels } from '../../../core/measure/series.ts';
import type { StateEntry } from '../../../core/ports.ts';
import type { AttributeSet } from '../attribute-table.ts';
import { type Counted, type ItemMeasures, ownedBy } from '../item-measures.ts';
import type { Pulses } from '../pulse.ts';
import { textOf } from '../spans/attributes.ts';
import type { Tally } from '../tally.ts';
import { commonLabels } from '../targets.ts';
import type { Answer, AnswerBook } from '../traces/answer-book.ts';
import { AS, type Fingerprint, fingerprintOf } from '../traces/fingerprint.ts';
import { samplingOfAttributes } from '../traces/sampling.ts';
import { Seen } from '../traces/seen.ts';
import { withAttributes } from '../traces/span-labels.ts';
import { type Grade, passes } from './evaluation-rules.ts';
import { EvaluationWarnings } from './evaluation-warnings.ts';
import type { LogBlock, LogRecord } from './log-record.ts';
import { recordRefusal } from './log-rules.ts';
import { type EvaluationConfig, measuresOfEvaluation } from './logs-schema.ts';

/** One request's log records that belong to a source. */
export interface LogPart {
  readonly signal: 'logs';
  readonly blocks: readonly LogBlock[];
  readonly resources: readonly AttributeSet[];
}

export interface EvaluationMemorySettings {
  readonly mapper: Mapper;
  readonly maxSampleAgeMs: number;
  readonly evaluations: readonly EvaluationConfig[];
  /** How long an answer may be graded, and how many of them. */
  readonly rememberMs: number;
  readonly maxAnswers: number;
  /** The source takes traces, so it should know who answered. */
  readonly takesTraces: boolean;
}

const MAX_AHEAD_MS = 5 * 60_000;

/** Under this name a source's mapping knows what is made of its evaluation of that number; no instrument is called so. */
export function evaluationMetric(number: number): string {
  return `evaluations: ${number}`;
}

/** What the mapping of a source has to say for its evaluations to be counted. */
export function evaluationMappings(
  evaluations: readonly EvaluationConfig[],
  keep: readonly string[],
): MetricMapping[] {
  return evaluations.flatMap((evaluation, number) =>
    measuresOfEvaluation(evaluation).map((measure) => ({
      metric: evaluationMetric(number),
      measure,
      keep: [...keep],
    })),
  );
}

/** What an evaluation is, once it is known how it counts. */
interface Graded {
  readonly number: number;
  readonly rule: EvaluationConfig;
  readonly grade: Grade;
  readonly isPassed: boolean | undefined;
}

/** Turns evaluations of answers into graded counts, at the time of the answer and for who gave it where that is known. */
export class EvaluationMemory {
  readonly #settings: EvaluationMemorySettings;
  readonly #measures: ItemMeasures;
  readonly #pulses: Pulses;
  readonly #answers: AnswerBook;
  readonly #seen: Seen;
  readonly #names: readonly RegExp[];
  readonly warnings = new EvaluationWarnings();

  constructor(
    settings: EvaluationMemorySettings,
    measures: ItemMeasures,
    pulses: Pulses,
    answers: AnswerBook,
    state: ReadonlyMap<string, string>,
  ) {
    this.#settings = settings;
    this.#measures = measures;
    this.#pulses = pulses;
    this.#answers = answers;
    const keepMs = Math.max(settings.rememberMs, settings.maxSampleAgeMs + 2 * MAX_AHEAD_MS);
    this.#seen = new Seen('e:', keepMs, settings.maxAnswers, state);
    this.#names = settings.evaluations.map(({ name }) => new RegExp(`^(?:${name})$`));
  }

  draft({ blocks }: LogPart, tally: Tally, now: number): void {
    this.#seen.prune(now);
    for (const { resource, scope, items } of blocks) {
      const common = commonLabels({ resource, scope });
      for (const record of items) this.#record(record, resource, common, tally, now);
    }
  }

  seal(): StateEntry[] {
    return this.#seen.seal();
  }

  #record(record: LogRecord, resource: AttributeSet, common: Labels, tally: Tally, now: number): void {
    const { attributes } = record;
    const name = textOf(attributes, ['gen_ai.evaluation.name']) ?? '';
    const number = this.#names.findIndex((pattern) => pattern.test(name));
    const rule = this.#settings.evaluations[number];
    if (rule === undefined) {
      this.warnings.noteUnnamed(name);
      return;
    }
    if (textOf(attributes, ['error.type']) !== undefined) {
      this.warnings.noteFailed();
      return;
    }
    const grade = gradeOf(record);
    const graded: Graded = { number, rule, grade, isPassed: passes(grade, rule.pass, name) };
    const limits = { oldest: now - this.#settings.maxSampleAgeMs, newest: now + MAX_AHEAD_MS };
    const refusal = recordRefusal(timeOf(record), limits) ?? gradeRefusal(graded);
    if (refusal !== undefined) {
      record.refused = true;
      tally.refuse(refusal);
      return;
    }
    const itself = identityOf(record, name, grade);
    if (this.#seen.has(itself)) {
      tally.outOfOrder += 1;
      return;
    }
    this.#seen.add(itself, now);
    const labels = withAttributes(Object.assign(Object.create(null), common), attributes);
    this.#count(record, graded, labels, resource, tally);
  }

  #count(
    record: LogRecord,
    { number, rule, grade, isPassed }: Graded,
    labels: Labels,
    resource: AttributeSet,
    tally: Tally,
  ): void {
    const answer = this.#answerOf(record);
    if (answer === undefined && this.#settings.takesTraces && namesAnswer(record)) {
      this.warnings.noteUnanswered();
    }
    const at = answer?.at ?? timeOf(record);
    const counted = this.#owned(this.#measures.of(evaluationMetric(number), labels, at), answer?.owner);
    const values: Record<string, number | undefined> = { [rule.graded]: 1 };
    if (rule.passed !== undefined) values[rule.passed] = isPassed === true ? 1 : 0;
    if (rule.failed !== undefined) values[rule.failed] = isPassed === false ? 1 : 0;
    if (rule.score !== undefined) values[rule.score] = grade.score;
    this.#measures.count(counted, at, values, samplingOfAttributes(record.attributes));
    const coverages = this.#measures.coverages(counted);
    for (const coverage of coverages) coverage.note(at - 1, at);
    this.#pulses.feed(resource, counted, coverages);
    tally.accepted += 1;
    if (counted.unattributed) tally.unattributed += 1;
    if (counted.excluded) tally.excluded += 1;
  }

  /** Who answered is known better from the answer than from who graded it. */
  #owned(counted: Counted, owner: Owner | undefined): Counted {
    return owner === undefined || owner.item === '' ? counted : ownedBy(counted, owner);
  }

  /** The answer that was graded, by its span, its trace, or the name that its provider gave it. */
  #answerOf({ traceId, spanId, attributes }: LogRecord): Answer | undefined {
    const response = textOf(attributes, ['gen_ai.response.id']);
    return (
      (response === undefined ? undefined : this.#answers.find(fingerprintOf(AS.response, response))) ??
      (spanId === '' ? undefined : this.#answers.find(fingerprintOf(AS.answer, traceId, spanId))) ??
      (traceId === '' ? undefined : this.#answers.find(fingerprintOf(AS.answer, traceId)))
    );
  }
}

function gradeOf({ attributes }: LogRecord): Grade {
  const score = attributes['gen_ai.evaluation.score.value'];
  const number = typeof score === 'string' && score.trim() !== '' ? Number(score) : score;
  return {
    label: textOf(attributes, ['gen_ai.evaluation.score.label']),
    score: typeof number === 'number' && Number.isFinite(number) ? number : undefined,
  };
}

/** Where only scores are asked for, nobody has to pass. */
function gradeRefusal({
  rule,
  grade,
  isPassed,
}: Graded): 'neither a label nor a score that says whether it passed' | 'no score' | undefined {
  const isJudged = rule.passed !== undefined || rule.failed !== undefined;
  if (isJudged && isPassed === undefined) return 'neither a label nor a score that says whether it passed';
  return !isJudged && grade.score === undefined ? 'no score' : undefined;
}

function namesAnswer({ traceId, attributes }: LogRecord): boolean {
  return traceId !== '' || textOf(attributes, ['gen_ai.response.id']) !== undefined;
}

function timeOf({ at, observedAt }: LogRecord): number {
  return at > 0 ? at : observedAt;
}

/**
 * One grade of an answer counts once, whoever repeats it: an answer is told by its own name, or its span. Where neither is given, the
 * record itself is all there is.
 */
function identityOf(record: LogRecord, name: string, { label = '', score }: Grade): Fingerprint {
  const response = textOf(record.attributes, ['gen_ai.response.id']);
  if (response !== undefined) return fingerprintOf(AS.evaluation, name, 'response', response);
  if (record.spanId !== '') return fingerprintOf(AS.evaluation, name, record.traceId, record.spanId);
  return fingerprintOf(
    AS.evaluation,
    name,
    record.traceId,
    `${record.at} ${record.observedAt}`,
    `${score} ${label}`,
  );
}
