import { deepeval } from './deepeval.ts';
import type { DocumentFormat, LineFormat } from './format.ts';
import { inspect } from './inspect.ts';
import { lmEvalResults } from './lm-eval.ts';
import { lmEvalSamples } from './lm-eval-samples.ts';
import { openaiEvals } from './openai-evals.ts';
import { plainJson } from './plain-json.ts';
import { promptfoo, promptfooLines } from './promptfoo.ts';
import { rowLines, rowList, splitTable } from './tables.ts';

/** What a document may be; the first that recognises it reads it, the most particular first. */
export const DOCUMENT_FORMATS: readonly DocumentFormat[] = [
  promptfoo,
  inspect,
  deepeval,
  lmEvalResults,
  plainJson,
  splitTable,
  rowList,
];

/** What lines of JSON may be. */
export const LINE_FORMATS: readonly LineFormat[] = [openaiEvals, lmEvalSamples, promptfooLines, rowLines];

/** What is read, for people. */
export const KNOWN_FORMATS =
  'promptfoo, lm-evaluation-harness, OpenAI evals, DeepEval, Inspect, Ragas, MLflow, JUnit XML, and plain JSON or CSV';
