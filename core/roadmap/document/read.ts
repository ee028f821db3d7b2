import { hasErrors } from '../../text/problem.ts';
import type { Roadmap } from '../roadmap.ts';
import { buildRoadmap } from './build.ts';
import { checkDates } from './check-dates.ts';
import { checkItems, tracksById } from './check-items.ts';
import { criteriaAsTexts } from './criteria-shape.ts';
import { withoutGaps } from './gaps.ts';
import { structureProblems } from './issues.ts';
import { readOwnSignals } from './own-signals.ts';
import { type DocumentPath, type DocumentProblem, errorAt } from './problem.ts';
import { asRecord, rawItems } from './raw.ts';
import { readCriteria } from './read-criteria.ts';
import { readExperiments } from './read-experiments.ts';
import { roadmapSchema } from './schema.ts';
import { readSettings, readSpendAmounts } from './settings.ts';

/** A document, read: the roadmap when nothing in it is an error, and everything that is wrong or doubtful. */
export interface RoadmapReading {
  readonly roadmap: Roadmap | undefined;
  readonly problems: readonly DocumentProblem[];
}

/**
 * Makes a roadmap of a document as it came out of YAML or JSON. Shape, references, dates, signals and criteria are checked together, so
 * that all problems are known at once.
 *
 * @param lineOf the line of the file that a path of the document stands in, 1-based
 */
export function readRoadmap(document: unknown, lineOf: (path: DocumentPath) => number): RoadmapReading {
  if (asRecord(document) === undefined) return { roadmap: undefined, problems: [notARoadmap(document)] };
  const problems: DocumentProblem[] = [];
  const note = (problem: DocumentProblem) => void problems.push(problem);
  const texts = withoutGaps(criteriaAsTexts(document, note), note);
  problems.push(...structureProblems(texts));
  const items = rawItems(texts);
  const settings = readSettings(texts, note);
  const signals = readOwnSignals(texts, note);
  checkItems(texts, items, note);
  checkDates(items, note);
  const around = { currency: settings.currency, signals, items: tracksById(items) };
  const criteria = readCriteria(texts, around, note);
  const armShares = readExperiments(texts, tracksById(items), note);
  const spendAmounts = readSpendAmounts(texts, settings.currency, note);
  if (hasErrors(problems)) return { roadmap: undefined, problems };
  const roadmap = buildRoadmap(roadmapSchema.parse(texts), {
    settings,
    signals,
    criteria,
    spendAmounts,
    armShares,
    lineOf,
  });
  return { roadmap, problems };
}

function notARoadmap(document: unknown): DocumentProblem {
  const message =
    document === null || document === undefined
      ? 'The file is empty, where a roadmap was expected: `product`, `name`, and its tracks.'
      : 'The file is no mapping of keys and values, where a roadmap was expected: `product`, `name`, and its tracks.';
  return errorAt([], message, { read: '', expected: 'a roadmap' });
}
