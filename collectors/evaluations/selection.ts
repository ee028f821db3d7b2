import type { EvaluationDefaults } from '../../core/measure/evaluation-import.ts';
import type { EvaluationPart, ReadEvaluation } from './evaluation.ts';
import { fault } from './fault.ts';

/** The evaluations of a file that are wanted; those that are not are named. */
export function chosen(
  evaluations: readonly ReadEvaluation[],
  defaults: EvaluationDefaults,
): { readonly evaluations: readonly ReadEvaluation[]; readonly notes: readonly string[] } {
  const only = evaluations.filter(({ parts }) => isWanted(parts, defaults.only ?? []));
  if (only.length === 0 && evaluations.length > 0)
    throw nothingLeft(evaluations, 'No evaluation in it is what --only asks for');
  const rules = defaults.versions ?? [];
  const isPartial = rules.length > 0 && rules.every(({ part }) => part !== undefined);
  if (!isPartial) return { evaluations: only, notes: [] };
  const taken = only.filter((one) => itemOf(one, defaults) !== undefined);
  if (taken.length === 0) throw nothingLeft(only, 'No evaluation in it is one that a version was named for');
  const left = only.filter((one) => !taken.includes(one)).map(({ parts }) => title(parts));
  return {
    evaluations: taken,
    notes: left.length === 0 ? [] : [`Left aside, for no version was named for them: ${listed(left)}.`],
  };
}

/** The version that an evaluation is of, as whoever gives the file says, else as the file says. */
export function itemOf(
  { parts, item }: Pick<ReadEvaluation, 'parts'> & { readonly item?: string | undefined },
  { versions = [], otherwise }: Pick<EvaluationDefaults, 'versions' | 'otherwise'>,
): string | undefined {
  const rule = versions.find(
    ({ part }) => part === undefined || parts.some(({ name }) => matches(name, part)),
  );
  return rule?.item ?? item ?? otherwise;
}

/** Parts of one kind are alternatives, of several kinds conditions. */
function isWanted(parts: readonly EvaluationPart[], only: NonNullable<EvaluationDefaults['only']>): boolean {
  return [...Map.groupBy(only, ({ kind }) => kind)].every(([kind, wanted]) =>
    parts.some((part) => part.kind === kind && wanted.some(({ name }) => matches(part.name, name))),
  );
}

/** `mmlu_*` */
function matches(name: string, pattern: string): boolean {
  if (!pattern.includes('*')) return name === pattern;
  const pieces = pattern.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[^]*?')}$`).test(name);
}

function nothingLeft(evaluations: readonly ReadEvaluation[], why: string) {
  const names = evaluations.map(({ parts }) => title(parts)).filter((name) => name !== '');
  return fault(
    names.length === 0
      ? `${why}: it is one evaluation, without parts.`
      : `${why}; there are ${listed(names)}.`,
  );
}

function title(parts: readonly EvaluationPart[]): string {
  return parts.map(({ kind, name }) => `${kind} ${name}`).join(', ');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `“${name}”`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
