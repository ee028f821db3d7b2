import { readFile } from 'node:fs/promises';
import { type GatePlan, gatePlans, type KnownData } from '../../core/gate/plan/gate-plan.ts';
import type { Problem, Roadmap } from '../../core/roadmap/roadmap.ts';
import { hasErrors } from '../../core/text/problem.ts';
import { dataProblems, type KnownOfProduct, knownData } from './data-knowledge.ts';
import { reportPlans } from './plan-report.ts';
import { salvageRoadmapText } from './read-roadmap-text.ts';
import { countInWords, type ReportOptions, reportProblems } from './report.ts';
import { type CheckedFile, RoadmapFiles } from './roadmap-files.ts';

/** What `gateline validate` found in one file. */
export interface ValidatedFile {
  readonly file: string;
  readonly product: string | undefined;
  readonly problems: readonly Problem[];
}

/** What `gateline validate` says. */
export interface Validation {
  readonly problems: readonly Problem[];
  readonly files: readonly ValidatedFile[];
  /** For a terminal: every problem with its line and a mark under the place, then one line a file. */
  readonly text: string;
  /** For machines, as `--json` prints it. */
  readonly json: ValidationJson;
  /** 0 when nothing is an error, 1 otherwise. Warnings do not fail. */
  readonly exitCode: 0 | 1;
}

export interface ValidationJson {
  readonly valid: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly files: readonly {
    readonly file: string;
    readonly valid: boolean;
    readonly product?: string;
    readonly items?: number;
    readonly gates?: number;
    readonly criteria?: number;
    /** What each gate needs to be decided; absent where the roadmap has an error. */
    readonly plans?: readonly GatePlan[];
  }[];
  readonly problems: readonly Problem[];
}

/** What is asked beside the files themselves. */
export interface ValidationOptions extends ReportOptions {
  /** What there is of a roadmap's data; absent, or `undefined`: nobody knows. */
  readonly known?: (roadmap: Roadmap) => Promise<KnownOfProduct | undefined>;
}

/**
 * Checks roadmap files, each by itself and all together (two of them may name one product), and where somebody knows of their data, against
 * those. Never throws because of what is in the files.
 *
 * @throws what `known` throws
 */
export async function validateRoadmaps(
  paths: readonly string[],
  options: ValidationOptions = { color: false },
): Promise<Validation> {
  const checked = await Promise.all((await RoadmapFiles.check(paths)).map((file) => withData(file, options)));
  const problems = checked.flatMap((file) => file.problems);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const reports = await Promise.all(checked.map((file) => reportFile(file, options)));
  return {
    problems,
    files: checked.map(({ file, good, problems: own }) => ({
      file,
      product: good?.roadmap.product,
      problems: own,
    })),
    text: reports.join('\n'),
    json: {
      valid: errors === 0,
      errors,
      warnings: problems.length - errors,
      files: checked.map(({ file, good, data, problems: own }) => ({
        file,
        valid: !hasErrors(own),
        ...sizes(good?.roadmap),
        ...(good === undefined ? {} : { plans: gatePlans(good.roadmap, data) }),
      })),
      problems,
    },
    exitCode: errors === 0 ? 0 : 1,
  };
}

interface KnownFile extends CheckedFile {
  readonly data: KnownData | undefined;
}

/** What the data lack is told together with the errors of the file, as far as it can be read. */
async function withData(checked: CheckedFile, { known: ask }: ValidationOptions): Promise<KnownFile> {
  const { file, good, problems } = checked;
  const text = ask === undefined ? '' : await readFile(file, 'utf8').catch(() => '');
  const roadmap = good?.roadmap ?? salvageRoadmapText(text);
  const known = roadmap && (await ask?.(roadmap));
  if (known === undefined || roadmap === undefined) return { ...checked, data: undefined };
  const found = dataProblems({ file, roadmap, text }, known);
  const all = [...problems, ...found].sort((a, b) => a.line - b.line || a.column - b.column);
  return { ...checked, problems: all, data: knownData(known) };
}

async function reportFile(
  { file, good, data, problems }: KnownFile,
  options: ReportOptions,
): Promise<string> {
  const roadmap = good?.roadmap;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const report = problems.length === 0 ? '' : `${reportProblems(problems, text, options)}\n`;
  const plans = roadmap === undefined ? '' : reportPlans(roadmap, data);
  return `${report}${file}: ${countInWords(problems)}${roadmap === undefined ? '' : `; ${contents(roadmap)}`}\n${plans}`;
}

function contents(roadmap: Roadmap): string {
  const { items = 0, gates = 0, criteria = 0 } = sizes(roadmap);
  return `${roadmap.product} with ${count(items, 'item')}, ${count(gates, 'gate')}, ${criteria} ${criteria === 1 ? 'criterion' : 'criteria'}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function sizes(roadmap: Roadmap | undefined) {
  if (roadmap === undefined) return {};
  const gates = roadmap.items.flatMap((item) => item.gate ?? []);
  return {
    product: roadmap.product,
    items: roadmap.items.length,
    gates: gates.length,
    criteria: gates.reduce((sum, gate) => sum + gate.criteria.length, 0),
  };
}
