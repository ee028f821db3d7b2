import { hasErrors } from '../../text/problem.ts';
import { type Roadmap, TRACKS } from '../roadmap.ts';
import type { DocumentPath } from './problem.ts';
import { asRecord } from './raw.ts';
import { readRoadmap } from './read.ts';

/** What was put in the place of something wrong may show something else that is; a document that needs more rounds is past saving. */
const ROUNDS = 8;

type Raw = Record<string, unknown>;

/**
 * As much of a document with errors as can be read, for checks that are to be told together with the errors: what is wrong is left out or has
 * something that promises nothing in its place, so that everything else keeps its place in the file. Nothing is judged by it. `undefined` when it names
 * no product, or nothing of it can be used.
 *
 * @param lineOf as for {@link readRoadmap}
 */
export function salvageRoadmap(
  document: unknown,
  lineOf: (path: DocumentPath) => number,
): Roadmap | undefined {
  const copy = structuredClone(document);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { roadmap, problems } = readRoadmap(copy, lineOf);
    if (roadmap !== undefined) return roadmap;
    const root = asRecord(copy) as Raw | undefined;
    if (root === undefined || !hasErrors(problems)) return undefined;
    for (const { severity, path } of problems) {
      if (severity === 'error' && !setAside(root, path)) return undefined;
    }
  }
  return undefined;
}

/** Sets aside what is wrong at a path; `false` when nothing can be done without it. */
function setAside(root: Raw, path: DocumentPath): boolean {
  const [top, index, ...within] = path;
  if (top === undefined || top === 'product') return false;
  const track = TRACKS.find((one) => one === top);
  const items = root[top];
  if (top === 'success_metrics' && typeof index === 'number' && Array.isArray(items)) {
    setAsideOfMetric(items, index, within);
    return true;
  }
  if (track === undefined || typeof index !== 'number' || !Array.isArray(items)) {
    if (top === 'name') root.name = 'Unread';
    else delete root[top];
    return true;
  }
  const item = asRecord(items[index]) as Raw | undefined;
  const [key, ...rest] = within;
  if (item === undefined || typeof key !== 'string') items[index] = emptyItem(track, index);
  else if (key === 'id' || key === 'title') item[key] = emptyItem(track, index)[key];
  else if (key === 'gate') setAsideOfGate(item, rest);
  else delete item[key];
  return true;
}

function emptyItem(track: string, index: number) {
  return { id: `unread-${track}-${index}`, title: 'Unread' };
}

/** The metrics behind it keep their place. */
function setAsideOfMetric(metrics: unknown[], index: number, [key]: DocumentPath): void {
  const metric = asRecord(metrics[index]) as Raw | undefined;
  if (metric !== undefined && typeof key === 'string' && key !== 'title') delete metric[key];
  else metrics[index] = { title: 'Unread' };
}

function setAsideOfGate(item: Raw, [part, index, option]: DocumentPath): void {
  const gate = asRecord(item.gate) as Raw | undefined;
  const criteria = gate?.criteria;
  if (part === 'criteria' && typeof index === 'number' && Array.isArray(criteria)) {
    const criterion = asRecord(criteria[index]) as Raw | undefined;
    if (criterion !== undefined && typeof option === 'string' && option !== 'criterion')
      delete criterion[option];
    else criteria[index] = `attested by nobody: "unread ${index}"`;
  } else if (gate !== undefined && typeof part === 'string' && part !== 'criteria') delete gate[part];
  else delete item.gate;
}
