import { nearest } from '../../text/nearest.ts';
import type { Evidence } from '../criterion.ts';
import { EACH, readEach } from './label-clauses.ts';
import type { Reader } from './reader.ts';
import { required, type StatedClauses, seesOneOf, state } from './stated-clauses.ts';
import { readWindow, seesLast } from './window-clauses.ts';

const EVALUATION = ['evaluation', 'evaluations', 'eval', 'evals', 'test set', 'testset', 'test-set', 'tests'];

/** `on production`, `on evaluation of golden-set`. */
export function readEvidence(reader: Reader, clauses: StatedClauses): void {
  const start = reader.position;
  reader.take();
  reader.takesOneOf(['the', 'an', 'a']);
  const dataset = reader.takesOneOf(['dataset', 'data set'])
    ? required(reader, 'the name of a dataset')
    : undefined;
  if (dataset !== undefined) {
    state(reader, clauses, 'evidence', start, { kind: 'evaluation', dataset });
  } else if (reader.takesOneOf(EVALUATION)) {
    const named = reader.takesOneOf(['of', 'on']) ? datasetName(reader) : undefined;
    const evidence: Evidence =
      named === undefined ? { kind: 'evaluation' } : { kind: 'evaluation', dataset: named };
    state(reader, clauses, 'evidence', start, evidence);
  } else if (reader.takesOneOf(['production', 'prod'])) {
    reader.takesOneOf(['traffic']);
    state(reader, clauses, 'evidence', start, { kind: 'production' });
  } else refuseEvidence(reader);
}

function datasetName(reader: Reader): string {
  reader.takesOneOf(['the', 'dataset']);
  return required(reader, 'the name of a dataset');
}

function refuseEvidence(reader: Reader): never {
  const name = reader.peek().text;
  const meant = nearest(name, ['production', 'evaluation']);
  const asDataset = name === '' ? undefined : `on evaluation of ${name}`;
  const asClause = meant === undefined ? asDataset : `on ${meant}`;
  return reader.refuse('`production` or `evaluation`', asClause);
}

/** `in staging`, `in the last 7 days`, `in each region`. */
export function readIn(reader: Reader, clauses: StatedClauses): void {
  const start = reader.position;
  if (seesLast(reader, 1)) readWindow(reader, clauses);
  else if (seesOneOf(reader, EACH, 1)) {
    reader.take();
    readEach(reader, clauses);
  } else {
    reader.take();
    state(reader, clauses, 'environment', start, required(reader, 'the name of an environment'));
  }
}
