import type { z } from 'zod';
import { present } from '../../../core/present.ts';
import { CORRECT, EvaluationDraft, FACTS, SCORE } from '../draft.ts';
import type { EvaluationPart, ReadEvaluation } from '../evaluation.ts';
import { MetricNames } from '../metric-name.ts';
import type { ReadingContext } from '../reading-context.ts';
import { checked } from '../schema-faults.ts';
import { instantOf, isRow, member, textOf } from '../values.ts';
import type { DocumentFormat, LineFormat } from './format.ts';
import {
  assertionsOf,
  errorOf,
  factsOfResult,
  hasNoAssertions,
  identityOf,
  providerOf,
} from './promptfoo-result.ts';
import { fileSchema, type Result, resultSchema } from './promptfoo-schema.ts';

/** What a file says of all its evaluations. */
type Facts = Pick<ReadEvaluation, 'runId' | 'dataset' | 'author' | 'at' | 'tool'>;

/**
 * The file of `promptfoo eval --output results.json` (or `.yaml`): one evaluation for each prompt and provider.
 *
 * @see https://www.promptfoo.dev/docs/configuration/outputs/
 */
export const promptfoo: DocumentFormat = {
  name: 'promptfoo',
  recognises: (document) => isSummary(member(document, 'results')) || isSummary(document),
  read: (document, context) => {
    const whole = isSummary(document) ? { results: document } : document;
    const file = checked(fileSchema, whole);
    const columns = new Columns(context, file.results.prompts ?? []);
    for (const result of file.results.results) columns.add(result);
    return columns.finish(factsOf(file));
  },
};

/** The lines of `promptfoo eval --output results.jsonl`: the results alone. */
export const promptfooLines: LineFormat = {
  name: 'promptfoo',
  recognises: (first) => isRow(first) && 'promptIdx' in first && 'testIdx' in first && 'success' in first,
  begin: (context) => {
    const columns = new Columns(context, []);
    return {
      row: (row) => columns.add(checked(resultSchema, row)),
      end: () => columns.finish({ tool: 'promptfoo' }),
    };
  },
};

function isSummary(value: unknown): boolean {
  return (
    isRow(value) &&
    Array.isArray(value.results) &&
    (isRow(value.stats) || Array.isArray(value.prompts)) &&
    isRow(value.results[0]) &&
    'success' in value.results[0]
  );
}

function factsOf(file: z.infer<typeof fileSchema>): Facts {
  const { evalId, config, metadata, author, results } = file;
  const startedAt = instantOf(results.timestamp) ?? instantOf(member(metadata, 'evaluationCreatedAt'));
  const version = textOf(member(metadata, 'promptfooVersion'));
  return present({
    runId: textOf(evalId),
    dataset: textOf(member(config, 'description')),
    author: textOf(author),
    at: startedAt === undefined ? undefined : startedAt + Math.max(0, results.stats?.durationMs ?? 0),
    tool: version === undefined ? 'promptfoo' : `promptfoo ${version}`,
  });
}

/** One prompt by one provider. */
interface Column {
  readonly provider: string;
  readonly prompt: string;
  readonly names: MetricNames;
  readonly draft: EvaluationDraft;
  readonly judges: Set<string>;
}

/** A result's prompt and provider decide which evaluation it belongs to. */
class Columns {
  readonly #context: ReadingContext;
  readonly #prompts: PromptNames;
  readonly #columns = new Map<string, Column>();

  constructor(context: ReadingContext, prompts: readonly { id?: unknown; raw?: unknown; label?: unknown }[]) {
    this.#context = context;
    this.#prompts = new PromptNames();
    for (const { id, raw, label } of prompts) this.#prompts.of(id ?? raw, raw, label);
  }

  add(result: Result): void {
    const column = this.#columnOf(result);
    const asked = assertionsOf(result);
    for (const { provider } of asked) if (provider !== undefined) column.judges.add(provider);
    const { id, cluster } = identityOf(result);
    const failed = errorOf(result);
    if (failed !== undefined) {
      column.draft.add({ id, cluster, values: {}, error: failed });
      return;
    }
    const named = Object.entries(result.namedScores ?? {});
    const scored = new Set(named.map(([name]) => name));
    const missing = asked.flatMap(({ metric }) =>
      metric === undefined || scored.has(metric) ? [] : [metric],
    );
    const isGraded = !hasNoAssertions(result);
    if (!isGraded) {
      this.#context.note('Tests without an assertion prove nothing: they are neither right nor wrong here.');
    }
    column.draft.add({
      id,
      cluster,
      values: {
        ...(isGraded
          ? { [CORRECT]: Number(result.success === true), [SCORE]: result.score ?? undefined }
          : {}),
        ...Object.fromEntries(named.map(([name, value]) => [column.names.of(name), value ?? undefined])),
        ...factsOfResult(result),
      },
      unscored: missing.map((name) => column.names.of(name)),
    });
  }

  finish(facts: Facts): readonly ReadEvaluation[] {
    return [...this.#columns.values()].map(({ provider, prompt, draft, judges }) => ({
      ...facts,
      parts: [part('provider', provider), part('prompt', prompt)],
      model: provider,
      ...(judges.size === 0 ? {} : { judge: [...judges].sort().join(', ') }),
      ...draft.finish(),
    }));
  }

  #columnOf(result: Result): Column {
    const provider = providerOf(result);
    const prompt = this.#prompts.of(
      result.promptId ?? result.prompt?.label ?? result.prompt?.raw,
      undefined,
      result.prompt?.label,
    );
    const key = JSON.stringify([provider, prompt]);
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const names = new MetricNames([CORRECT, SCORE, ...FACTS]);
    const draft = new EvaluationDraft(this.#context);
    draft.declare(CORRECT);
    const column = { provider, prompt, names, draft, judges: new Set<string>() };
    this.#columns.set(key, column);
    return column;
  }
}

/** Prompts by their labels where somebody gave them some; else by their number, for a prompt's text is not kept. */
class PromptNames {
  readonly #names = new Map<string, string>();

  of(identity: unknown, raw: unknown, label: unknown): string {
    const key = JSON.stringify(identity ?? null);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const given = textOf(label);
    const isLabel = given !== undefined && given !== raw && raw !== undefined && given.length <= 60;
    const name = isLabel ? given : `prompt ${this.#names.size + 1}`;
    this.#names.set(key, name);
    return name;
  }
}

function part(kind: EvaluationPart['kind'], name: string): EvaluationPart {
  return { kind, name };
}
