import type { Fact } from '../draft.ts';
import type { ReadEvaluation } from '../evaluation.ts';

/** What a table says of the run in a column of its own, the same in every row of a run. */
export type RunColumn = Exclude<
  keyof ReadEvaluation,
  'metrics' | 'items' | 'aggregates' | 'madeOf' | 'parts' | 'datasetByName' | 'tool' | 'undecided'
>;

/** What a column of a table holds. */
export type ColumnRole =
  | { readonly kind: 'id' }
  | { readonly kind: 'cluster' }
  | { readonly kind: 'error' }
  | { readonly kind: 'correct' }
  | { readonly kind: 'fact'; readonly fact: Fact; readonly factor: number }
  | { readonly kind: 'run'; readonly of: RunColumn }
  /** What was asked: an identity where there is no id, and kept nowhere. */
  | { readonly kind: 'question' }
  /** Other contents, kept nowhere. */
  | { readonly kind: 'content' }
  /** Scores, if they are some. */
  | { readonly kind: 'score' };

const ROLES: ReadonlyMap<string, ColumnRole> = new Map(
  (
    [
      [
        ['id', 'item_id', 'sample_id', 'test_id', 'case_id', 'example_id', 'question_id', 'item'],
        { kind: 'id' },
      ],
      [['cluster', 'cluster_id', 'conversation_id', 'group'], { kind: 'cluster' }],
      [['error', 'error_message', 'exception'], { kind: 'error' }],
      [['correct', 'is_correct', 'passed', 'pass', 'success', 'outcome', 'right'], { kind: 'correct' }],
      [
        ['latency', 'latency_s', 'latency_seconds', 'duration', 'duration_s', 'duration_seconds'],
        fact('latency'),
      ],
      [['latency_ms', 'duration_ms'], fact('latency', 0.001)],
      [['time_to_first_token', 'ttft', 'ttft_s'], fact('time_to_first_token')],
      [['time_to_first_token_ms', 'ttft_ms'], fact('time_to_first_token', 0.001)],
      [['cost_usd', 'cost', 'total_cost'], fact('cost_usd')],
      [['tokens', 'total_tokens', 'token_count'], fact('tokens')],
      [['tokens_input', 'input_tokens', 'prompt_tokens'], fact('tokens_input')],
      [['tokens_output', 'output_tokens', 'completion_tokens'], fact('tokens_output')],
      [['run', 'run_id'], run('runId')],
      [['product'], run('product')],
      [['version'], run('item')],
      [['build'], run('build')],
      [['environment'], run('environment')],
      [['dataset'], run('dataset')],
      [['revision', 'dataset_revision'], run('revision')],
      [['judge'], run('judge')],
      [['judge_version'], run('judgeVersion')],
      [['author', 'by'], run('author')],
      [['at', 'timestamp', 'date', 'finished_at'], run('at')],
      [['model', 'model_name'], run('model')],
      [
        [
          'user_input',
          'question',
          'questions',
          'query',
          'input',
          'inputs',
          'prompt',
          'request',
          'instruction',
          'messages',
        ],
        { kind: 'question' },
      ],
      [
        [
          'response',
          'answer',
          'output',
          'outputs',
          'prediction',
          'predictions',
          'completion',
          'generated_text',
          'contexts',
          'context',
          'retrieved_contexts',
          'retrieved_context_ids',
          'reference',
          'reference_contexts',
          'reference_context_ids',
          'reference_tool_calls',
          'ground_truth',
          'ground_truths',
          'target',
          'targets',
          'expected',
          'expected_output',
          'expected_response',
          'rubric',
          'rubrics',
          'label',
          'category',
          'tags',
          'tag',
          'reason',
          'explanation',
          'rationale',
          'justification',
          'comment',
          'notes',
          'metadata',
          'persona_name',
          'synthesizer_name',
          'multi_responses',
          'source',
          'url',
          'title',
          'name',
          'description',
          'language',
          'topic',
          'seed',
          'epoch',
          'index',
          'row',
          'n',
          'number',
          'trace_id',
          'request_id',
          'span_id',
          'session_id',
        ],
        { kind: 'content' },
      ],
    ] as const satisfies readonly (readonly [readonly string[], ColumnRole])[]
  ).flatMap(([names, role]) => names.map((name) => [name, role] as const)),
);

function fact(of: Fact, factor = 1) {
  return { kind: 'fact', fact: of, factor } as const;
}

function run(of: RunColumn) {
  return { kind: 'run', of } as const;
}

/** Contents that tools put beside their scores: `toxicity/v1/justification`, `correctness/rationale`. */
const BESIDE = /[/_. -](?:justification|rationale|reason|explanation|metadata|ratio|sourceid|traceid)$/i;
/** pandas writes its index as a column without a name. */
const INDEX = /^(?:|unnamed: \d+|index|level_\d+)$/i;

/** What a column is by its name; any other may hold scores. */
export function roleOf(title: string): ColumnRole {
  const name = title
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const known = ROLES.get(name);
  if (known !== undefined) return known;
  return INDEX.test(name) || BESIDE.test(title.trim()) ? { kind: 'content' } : { kind: 'score' };
}

/** The metric of a column of scores: MLflow's `toxicity/v1/score` and `correctness/value` are `toxicity` and `correctness`. */
export function metricTitle(title: string): string {
  return title
    .trim()
    .replace(/\/(?:score|value)$/i, '')
    .replace(/\/v\d+$/i, '');
}
