import { relative } from 'node:path';
import { evaluationBatch } from '../../../collectors/evaluations/evaluation-batch.ts';
import { readEvaluationFiles } from '../../../collectors/evaluations/read-evaluation-files.ts';
import { judgeGate as stateOfGate } from '../../../core/gate/gate.ts';
import type { CriterionVerdict } from '../../../core/gate/verdict.ts';
import type { EvaluationRun } from '../../../core/measure/evaluation.ts';
import type { Roadmap } from '../../../core/roadmap/roadmap.ts';
import { criteriaPlaces, gatedItem, judgeGate } from '../../answers/gate-check.ts';
import { RoadmapJudge } from '../../evaluation/judge-roadmap.ts';
import { toCriterionVerdictJson } from '../../http/contract/verdict.ts';
import { summarise } from '../../store/evaluations.ts';
import { MemoryStore } from '../../store/memory/memory-store.ts';
import { evaluationFiles, tellEvaluationProblems } from '../evaluation-files.ts';
import { LocalPlaces } from './local-places.ts';
import { type CheckedCriterion, type CheckReport, subjectOf } from './report.ts';

export interface FileCheck {
  readonly item: string;
  readonly build?: string | undefined;
  /** Evaluation files, as they were given. */
  readonly results: readonly string[];
  readonly allowUnproven: boolean;
  /** What files cannot show counts as no data, instead of being left to a server. */
  readonly strict: boolean;
  readonly cwd: string;
  /** What shown paths are relative to. */
  readonly root: string;
  /** Told what somebody should know of the files, a sentence each. */
  readonly warn: (sentence: string) => void;
  /** Unix ms. */
  readonly now: number;
}

/** The roadmap to judge by. */
export interface CheckedRoadmap {
  readonly file: string;
  readonly revision: string;
  readonly roadmap: Roadmap;
}

/**
 * Judges a gate by evaluation files alone, with no server: criteria on evaluations by the runs in them, attested ones by the roadmap. What
 * needs production traffic takes no part, and is told; with `strict` it has no data.
 *
 * @throws GatelineError `evaluation-invalid`, `not-found`, `bad-request`
 */
export async function judgeFiles(
  { file, revision, roadmap }: CheckedRoadmap,
  check: FileCheck,
): Promise<CheckReport> {
  const item = gatedItem(roadmap, check.item);
  const store = new MemoryStore();
  const files = [];
  for (const { file: name, run } of await readRuns(roadmap, check)) {
    await store.write(evaluationBatch('gateline check', run));
    const { id, item: of, build, dataset } = run;
    files.push({ file: name, run: id, item: of, build, dataset, items: summarise(run, undefined).itemCount });
  }
  const gate = await judgeGate(new RoadmapJudge(store), roadmap, { item, build: check.build }, check.now);
  const places = LocalPlaces.of(roadmap, { file, item: item.id, root: check.root });
  const kinds = criteriaPlaces(item);
  const criteria = gate.criteria.map((verdict, i): CheckedCriterion => {
    const place = places.placeOf(verdict.text, i);
    const { unit, evidence } = kinds[i] ?? {};
    return {
      verdict: toCriterionVerdictJson(verdict),
      ...(unit === undefined ? {} : { unit }),
      ...(place === undefined ? {} : { place }),
      ...(evidence === 'production' && !check.strict ? { notJudged: NEEDS_SERVER } : {}),
    };
  });
  const judged = gate.criteria.filter((_, i) => criteria[i]?.notJudged === undefined);
  const { state, sentence } = verdictOf(check, judged, criteria.length);
  return {
    product: roadmap.product,
    item: item.id,
    ...(check.build === undefined ? {} : { build: check.build }),
    currency: roadmap.currency,
    revision,
    judgedAt: check.now,
    by: { kind: 'files', roadmap: relative(check.root, file), files },
    state,
    sentence,
    ...(gate.due === undefined ? {} : { due: gate.due }),
    criteria,
    allowed: check.allowUnproven && state === 'unproven',
    recorded: false,
  };
}

const NEEDS_SERVER = 'only a server has seen production traffic (--server)';

/** A gate of which nothing was judged has no data; one of which a part was judged says so. */
function verdictOf(
  check: FileCheck,
  judged: readonly CriterionVerdict[],
  all: number,
): Pick<CheckReport, 'state' | 'sentence'> {
  const subject = subjectOf({
    item: check.item,
    ...(check.build === undefined ? {} : { build: check.build }),
  });
  if (judged.length === 0) {
    const sentence = `${subject} has no data: none of its criteria can be judged by evaluation files; ask a server.`;
    return { state: 'no-data', sentence };
  }
  const { state, sentence } = stateOfGate(subject, judged);
  if (judged.length === all || state !== 'pass') return { state, sentence };
  return {
    state,
    sentence: `${subject} passes the ${judged.length} of its ${all} criteria that evaluation files can show.`,
  };
}

/** The runs of all files. What does not say of which version or build it is, is of the one that is checked. */
async function readRuns(
  { product }: Roadmap,
  { results, cwd, now, item, build = '', warn }: FileCheck,
): Promise<readonly { readonly file: string; readonly run: EvaluationRun }[]> {
  const given = evaluationFiles(results, cwd);
  const read = await readEvaluationFiles(given, { product, otherwise: item, now });
  tellEvaluationProblems(read.problems, warn);
  return read.files.flatMap(({ file, runs }) =>
    runs.map((run) => ({ file, run: run.item === item && run.build === '' ? { ...run, build } : run })),
  );
}
