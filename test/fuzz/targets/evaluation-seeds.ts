/** Files of one tool to begin with. */
export interface EvaluationSeeds {
  readonly format: string;
  /** Of the file: some tools tell the dataset by it. */
  readonly name: string;
  readonly texts: readonly string[];
  readonly words: readonly string[];
}

const lines = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

const PROMPTFOO_RESULTS = [
  {
    success: true,
    score: 1,
    failureReason: 0,
    namedScores: { tone: 0.5 },
    latencyMs: 20,
    cost: 0.1,
    promptIdx: 0,
    testIdx: 0,
    promptId: 'p0',
    provider: { id: 'gpt', label: 'a' },
    prompt: { raw: 'x', label: 'y' },
    gradingResult: { pass: true, reason: 'ok' },
    response: { cached: false, tokenUsage: { total: 3 } },
    testCase: { description: 'one', vars: { q: 1 }, assert: [{ type: 'contains', metric: 'tone' }] },
  },
  {
    success: false,
    score: 0,
    failureReason: 2,
    error: '429',
    promptIdx: 1,
    testIdx: 1,
    provider: 'gpt',
    testCase: { vars: {} },
  },
];
const PROMPTFOO = {
  evalId: 'eval-1',
  results: {
    version: 3,
    timestamp: '2026-11-23T02:43:09.753Z',
    prompts: [{ id: 'p0', raw: 'r', label: 'l' }],
    results: PROMPTFOO_RESULTS,
    stats: { durationMs: 5 },
  },
  config: { description: 'answers' },
  metadata: { promptfooVersion: '0.121' },
};
const PROMPTFOO_YAML = `evalId: eval-1
results:
  version: 3
  timestamp: '2026-11-23T02:43:09.753Z'
  prompts: [{ id: p0, raw: r, label: l }]
  results:
    - { success: true, score: 1, failureReason: 0, provider: { id: gpt }, promptId: p0, testCase: { description: one } }
    - { success: false, score: 0, failureReason: 1, provider: { id: gpt }, promptId: p0, testCase: { description: two } }
  stats: { durationMs: 5 }
`;
const LM_EVAL = {
  results: {
    mmlu: { 'acc,none': 0.5 },
    a: { 'acc,none': 0.5, 'acc_stderr,none': 0.1 },
    b: { 'em,strict': 0.5, 'em,loose': 0.75 },
  },
  group_subtasks: { mmlu: ['a', 'b'] },
  versions: { a: 1 },
  'n-samples': { a: { effective: 10 }, b: { effective: 4 } },
  'n-shot': { a: 5 },
  config: { limit: null },
  date: 1740959572.2,
  total_evaluation_time_seconds: '3.5',
};
const INSPECT = {
  version: 2,
  status: 'success',
  eval: { eval_id: 'e', task: 't', created: '2026-11-23T09:59:40-04:00', config: { epochs: 2 } },
  results: {
    total_samples: 2,
    completed_samples: 2,
    scores: [{ name: 'm', scorer: 'm', metrics: { accuracy: { value: 0.5 } } }],
  },
  stats: { completed_at: '2026-11-23T09:59:43-04:00' },
  samples: [
    {
      id: 1,
      epoch: 1,
      scores: { m: { value: 'C' }, j: { value: { tone: 0.5 } } },
      model_usage: { a: { total_tokens: 3 } },
    },
    { id: 1, epoch: 2, scores: { m: { value: 'I' } }, error: { message: 'broke' } },
  ],
};
const DEEPEVAL = {
  testCases: [
    {
      name: 'one',
      input: 'q',
      success: true,
      metricsData: [{ name: 'Bias', score: 0.9, success: true, threshold: 0.5 }],
    },
    {
      name: 'test_case_1',
      success: false,
      metricsData: [{ name: 'Bias', score: null, success: false, error: 'limit' }],
      runDuration: 2,
    },
  ],
  metricsScores: [],
};
const PLAIN = {
  run: {
    id: 'ci-1',
    dataset: 'golden',
    revision: 'r',
    judge: 'j',
    at: '2026-11-23T10:00:00Z',
    metrics: { correct: 'outcome', tone: 'score' },
  },
  items: [
    { id: 'a', values: { correct: 1, tone: 0.5 } },
    { id: 'b', cluster: 'a', values: { correct: 0 }, notAsked: ['tone'] },
    { id: 'c', values: {}, error: 'timeout' },
  ],
};
const WHOLE = {
  runs: [
    {
      run: { dataset: 'g', aggregates: { correct: { value: 0.5, n: 4, standardError: 0.1 } }, madeOf: ['x'] },
    },
  ],
};
const JUNIT = `<?xml version="1.0"?>
<testsuites name="s"><testsuite name="a" tests="3" timestamp="2026-11-23T10:00:00" time="1.5">
<testcase classname="c" name="one &lt;x&gt;" time="0.1"/><testcase name="two"><failure message="m">t<![CDATA[<x>]]></failure></testcase>
<testcase name="three"><error type="T"/></testcase><testcase name="four"><skipped/></testcase></testsuite></testsuites>`;

/** Small files of every format that is read. */
export const EVALUATION_SEEDS: readonly EvaluationSeeds[] = [
  {
    format: 'promptfoo',
    name: 'results.json',
    texts: [JSON.stringify(PROMPTFOO), JSON.stringify(PROMPTFOO, null, 1), PROMPTFOO_YAML],
    words: [
      '"failureReason":2',
      '"success":false',
      '"results":[]',
      '"namedScores":{"tone":1e308}',
      '"provider":null',
      '&a ',
      '*a',
      '<<: ',
    ],
  },
  {
    format: 'promptfoo-lines',
    name: 'results.jsonl',
    texts: [lines(...PROMPTFOO_RESULTS)],
    words: ['"testIdx":-1', '\n{}\n'],
  },
  {
    format: 'lm-eval-results',
    name: 'results.json',
    texts: [JSON.stringify(LM_EVAL)],
    words: [
      '"group_subtasks":{"mmlu":["mmlu"]}',
      '"effective":-1',
      '"acc_stderr,none":"N/A"',
      '"acc,none":NaN',
    ],
  },
  {
    format: 'lm-eval-samples',
    name: 'samples_gsm8k_2025-03-03T00-13-03.861538.jsonl',
    texts: [
      lines(
        { doc_id: 0, filter: 'none', metrics: ['acc'], acc: 1, resps: [] },
        { doc_id: 1, filter: 'none', metrics: ['acc'], acc: 0, resps: [] },
        { doc_id: 1, filter: 'x', acc: true, doc_hash: 'h' },
      ),
    ],
    words: ['"doc_id":null', '"metrics":["doc"]', '"acc":[1,2]', 'NaN'],
  },
  {
    format: 'openai-evals',
    name: 'log.jsonl',
    texts: [
      lines(
        {
          spec: { run_id: 'r', eval_name: 'e', completion_fns: ['gpt'], created_at: '2026-11-23 02:43:09.0' },
        },
        {
          run_id: 'r',
          event_id: 0,
          sample_id: 'a',
          type: 'match',
          data: { correct: true },
          created_at: '2026-11-23 02:43:10',
        },
        { run_id: 'r', event_id: 1, sample_id: 'b', type: 'error', data: { message: 'm' } },
        { run_id: 'r', event_id: 2, sample_id: 'c', type: 'metrics', data: { f1: 0.5 } },
        { final_report: { accuracy: 1 } },
      ),
    ],
    words: ['"type":"match"', '"sample_id":1', '"data":null', '{"final_report":'],
  },
  {
    format: 'deepeval',
    name: 'run',
    texts: [JSON.stringify(DEEPEVAL), JSON.stringify(DEEPEVAL.testCases)],
    words: ['"metricsData":[]', '"score":null', '"success":"yes"', '"testRunData":{'],
  },
  {
    format: 'inspect',
    name: 'log.json',
    texts: [JSON.stringify(INSPECT)],
    words: ['"status":"error"', '"samples":null', '"value":"P"', '"value":NaN', '"epochs":0'],
  },
  {
    format: 'ragas',
    name: 'ragas.json',
    texts: [
      '[{"user_input": "q", "faithfulness": 0.9}, {"user_input": "r", "faithfulness": NaN}]',
      '{"scores": [{"faithfulness": 0.9}, {"faithfulness": 1}]}',
      '{"user_input": {"0": "q", "1": "r"}, "faithfulness": {"0": 0.5, "1": 1}}',
    ],
    words: ['"faithfulness":"0,9"', 'NaN', '{"0":', '"retrieved_contexts":["x"]'],
  },
  {
    format: 'mlflow',
    name: 'eval_results_table.json',
    texts: [
      '{"columns": ["inputs", "toxicity/v1/score", "latency", "ok/value"], "data": [["q", 0.1, 2, "yes"], ["r", null, 3, "no"]]}',
    ],
    words: ['"columns":[]', '[],', '"toxicity/v2/score"', '"data":[[]]'],
  },
  {
    format: 'junit',
    name: 'junit.xml',
    texts: [JUNIT, '<testsuite><testcase name="a"/></testsuite>'],
    words: [
      '<testcase name="x"/>',
      '<testsuite tests="-1">',
      '&l9;',
      '<!DOCTYPE a [<!ENTITY b "c">]>',
      'time="1,234.5"',
      '<error/>',
    ],
  },
  {
    format: 'plain-json',
    name: 'run.json',
    texts: [JSON.stringify(PLAIN), JSON.stringify(PLAIN, null, 2), JSON.stringify(WHOLE)],
    words: [
      '"values":{"correct":0.5}',
      '"at":-1',
      '"n":0',
      '"notAsked":["x"]',
      '"__proto__":1',
      '"items":[]',
    ],
  },
  {
    format: 'plain-csv',
    name: 'run.csv',
    texts: [
      'id,correct,tone,latency_ms,error,cluster,dataset\na,1,0.5,20,,,x\nb,no,,30,,a,y\nc,,,,"timed, out",,x\n',
      'id;correct\na;1\nb;0\n',
      'question\tcorrect\r\n"a ""b""\nc"\ttrue\r\n',
    ],
    words: ['id,', 'correct', ',maybe,', '"', '1e400', '\n\n', ',,,,,,,,'],
  },
];
