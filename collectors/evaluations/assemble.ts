import type { EvaluationRun } from '../../core/measure/evaluation.ts';
import type { EvaluationDefaults } from '../../core/measure/evaluation-import.ts';
import { present } from '../../core/present.ts';
import { contentHash } from './content-hash.ts';
import { CORRECT, contentId, shortName } from './draft.ts';
import type { EvaluationPart, ReadEvaluation } from './evaluation.ts';
import { type Fault, FileFaults } from './fault.ts';
import type { FileReading } from './read-file.ts';
import { renameMetrics } from './rename-metrics.ts';
import { chosen, itemOf } from './selection.ts';
import { LAST_INSTANT } from './values.ts';

/** The runs of one file, and what somebody should know of them. */
export interface Assembled {
  readonly runs: readonly EvaluationRun[];
  readonly notes: readonly string[];
}

/** Nobody evaluated models in the last century; what says so counts seconds from somewhere else. */
const FIRST_RUN = Date.UTC(2000, 0, 1);

/** Clocks differ; what was finished much later than now was not. */
const AHEAD_MS = 24 * 3_600_000;

/**
 * Makes runs of what a file says and what whoever gives it says. What they say goes before what the file says, but for the product, the
 * version and the build: there a contradiction is a mistake.
 *
 * @throws FileFaults when something that a run needs is said by neither, or by both differently
 */
export function assemble(reading: FileReading, defaults: EvaluationDefaults): Assembled {
  const wanted = chosen(reading.evaluations, defaults);
  const ids = runIds(reading, defaults);
  const renamed = renameMetrics(wanted.evaluations, defaults.metrics ?? {});
  const faults: Fault[] = [];
  const runs = renamed.map((evaluation, i) => {
    const of = wanted.evaluations[i] ?? evaluation;
    const run = runOf(evaluation, reading, defaults, ids.get(of) ?? '');
    faults.push(...faultsOf(run, evaluation, defaults));
    return run;
  });
  if (faults.length > 0) throw new FileFaults(distinct(faults));
  const undecided = renamed.flatMap((one) => (CORRECT in one.metrics ? [] : (one.undecided ?? [])));
  return {
    runs: namedDatasets(runs, renamed),
    notes: [...reading.notes, ...wanted.notes, ...new Set(undecided)],
  };
}

function runOf(
  evaluation: ReadEvaluation,
  { format }: FileReading,
  defaults: EvaluationDefaults,
  id: string,
): EvaluationRun {
  const { metrics, items, aggregates, madeOf, tool, model, ...said } = evaluation;
  return {
    id,
    product: defaults.product ?? said.product ?? '',
    ...subjectOf(evaluation, defaults),
    dataset: shortName(defaults.dataset || ownDataset(evaluation, format)),
    judge: shortName(defaults.judge ?? said.judge ?? ''),
    judgeVersion: shortName(defaults.judgeVersion ?? said.judgeVersion ?? ''),
    author: shortName(defaults.author ?? said.author ?? ''),
    // Some tools measure in fractions of a millisecond.
    at: Math.round(defaults.at ?? said.at ?? defaults.now),
    metrics,
    items,
    ...present({ aggregates, madeOf, tool: tool && shortName(tool), model: model && shortName(model) }),
    contentHash: contentHash({ metrics, items, ...present({ aggregates }) }),
  };
}

/** What was evaluated, and on which revision. */
function subjectOf(
  evaluation: ReadEvaluation,
  defaults: EvaluationDefaults,
): Pick<EvaluationRun, 'item' | 'build' | 'environment' | 'revision'> {
  return {
    item: itemOf(evaluation, defaults) ?? '',
    build: shortName(defaults.build ?? evaluation.build ?? ''),
    environment: shortName(defaults.environment || evaluation.environment || 'production'),
    revision: shortName(defaults.revision ?? evaluation.revision ?? ''),
  };
}

/** The dataset when nobody says another one: as the file calls it, else as its tool is called, else its format. */
function ownDataset({ dataset, datasetByName, tool = '' }: ReadEvaluation, format: string): string {
  return dataset || datasetByName || withoutVersion(tool) || format;
}

/** `promptfoo 0.121.20` */
function withoutVersion(tool: string): string {
  const name = tool.trim();
  const at = name.lastIndexOf(' ');
  return at !== -1 && /^v?\d/.test(name.slice(at + 1)) ? name.slice(0, at).trim() : name;
}

function faultsOf(run: EvaluationRun, said: ReadEvaluation, defaults: EvaluationDefaults): Fault[] {
  const faults: Fault[] = [];
  const missing = (what: string, how: string) =>
    faults.push({ message: `The file does not say which ${what} was evaluated; name it${how}.` });
  if (run.item === '') missing('version', ' (--version)');
  if (run.product === '' && !defaults.productIsSaidLater) missing('product', ' (--product)');
  const contradicted = (what: string, own: string | undefined, given: string | undefined) => {
    if (own === undefined || own === '' || given === undefined || own === given) return;
    faults.push({ message: `The file says that it evaluated the ${what} ${own}, and not ${given}.` });
  };
  contradicted('product', said.product, defaults.product);
  const { versions = [] } = defaults;
  contradicted('version', said.item, itemOf({ parts: said.parts }, { versions }));
  contradicted('build', said.build, defaults.build);
  if (!(run.at >= FIRST_RUN && run.at < LAST_INSTANT)) {
    faults.push({ message: 'It says that it was finished at a time when there were no such runs.' });
  } else if (run.at > defaults.now + AHEAD_MS) {
    const when = new Date(run.at).toISOString().slice(0, 10);
    faults.push({ message: `It was finished on ${when}, which is still to come.` });
  }
  return faults;
}

/**
 * The identity of each evaluation: the tool's own id of the run, or the file's content with what it is said to be of; where one file has
 * several of them, with what tells them apart. That follows from the file alone: it is the same whichever of them are wanted.
 */
function runIds(reading: FileReading, defaults: EvaluationDefaults): ReadonlyMap<ReadEvaluation, string> {
  const ids = new Map<ReadEvaluation, string>();
  const taken = new Set<string>();
  for (const [runId, sharing] of Map.groupBy(reading.evaluations, (one) => one.runId)) {
    for (const [i, evaluation] of sharing.entries()) {
      const suffix = sharing.length === 1 ? '' : `.${slug(evaluation.parts) || i + 1}`;
      let end = suffix;
      for (let n = 2; taken.has((runId ?? '') + end); n += 1) end = `${suffix}-${n}`;
      taken.add((runId ?? '') + end);
      ids.set(evaluation, shortName((runId ?? idByContent(evaluation, reading, defaults)) + end));
    }
  }
  return ids;
}

/** One file may be taken for several builds or datasets. That somebody says what the file itself says, or its name, makes no other run. */
function idByContent(
  evaluation: ReadEvaluation,
  { format, contentHash: hash }: FileReading,
  defaults: EvaluationDefaults,
): string {
  const { item, build, environment, revision } = subjectOf(evaluation, defaults);
  const own = ownDataset(evaluation, format);
  const dataset = defaults.dataset === own ? '' : (defaults.dataset ?? '');
  return `${format}-${contentId(hash, item, build, environment, dataset, revision)}`;
}

function slug(parts: readonly EvaluationPart[]): string {
  return parts
    .map(({ name }) =>
      name
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, ''),
    )
    .filter((part) => part !== '')
    .join('.');
}

/** Several runs of one version on one dataset are on datasets of their own: the parts that tell them apart stand behind its name. */
function namedDatasets(
  runs: readonly EvaluationRun[],
  evaluations: readonly ReadEvaluation[],
): readonly EvaluationRun[] {
  const partsOf = new Map(runs.map((run, i) => [run, evaluations[i]?.parts ?? []]));
  const groups = Map.groupBy(runs, ({ product, item, dataset }) => JSON.stringify([product, item, dataset]));
  return runs.map((run) => {
    const group = groups.get(JSON.stringify([run.product, run.item, run.dataset])) ?? [];
    if (group.length === 1) return run;
    const telling = (partsOf.get(run) ?? []).filter(({ kind, name }) =>
      group.some((other) => partsOf.get(other)?.find((part) => part.kind === kind)?.name !== name),
    );
    const names = telling.filter(({ name }) => name !== run.dataset).map(({ name }) => name);
    return names.length === 0 ? run : { ...run, dataset: shortName([run.dataset, ...names].join('/')) };
  });
}

function distinct(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((one) => [one.message, one])).values()];
}
