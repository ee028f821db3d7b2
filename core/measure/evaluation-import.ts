/** The kinds of parts that a file of several evaluations comes in: a task, a provider, a prompt. */
export const PART_KINDS = ['task', 'provider', 'prompt', 'model', 'dataset', 'run'] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** Which of a file's evaluations are of which version of the roadmap. */
export interface VersionRule {
  /** The version. */
  readonly item: string;
  /** Name of a provider, prompt, task or model, `*` for any letters; absent: all of the file. */
  readonly part?: string;
}

/** One part that is wanted of a file that has several. */
export interface WantedPart {
  readonly kind: PartKind;
  /** As {@link VersionRule.part}. */
  readonly name: string;
}

/** What whoever gives a file of evaluations says of it. */
export interface EvaluationDefaults {
  readonly product?: string;
  /** A run may be without a product: a server that has only one knows which. */
  readonly productIsSaidLater?: true;
  /** The first that fits decides. */
  readonly versions?: readonly VersionRule[];
  /** The version of what neither these rules nor the file name one for. */
  readonly otherwise?: string;
  readonly build?: string;
  readonly environment?: string;
  readonly dataset?: string;
  readonly revision?: string;
  readonly judge?: string;
  readonly judgeVersion?: string;
  readonly author?: string;
  /** When it was finished, Unix ms. */
  readonly at?: number;
  /** Takes only these parts of a file that has several. */
  readonly only?: readonly WantedPart[];
  /** Metrics to be called otherwise: their new name to the one that they have (`{ correct: 'acc_norm' }`). */
  readonly metrics?: Readonly<Record<string, string>>;
  /** Unix ms; the time of what says none. */
  readonly now: number;
}

/** Reads `v3`, or `gpt-4o=v3` for one part of a file; `undefined` for neither. */
export function parseVersionRule(text: string): VersionRule | undefined {
  const at = text.lastIndexOf('=');
  const [part, item] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  if (item === '' || (at !== -1 && part === '')) return undefined;
  return at === -1 ? { item } : { item, part };
}

/** Reads `task=mmlu_*`; `undefined` for what is no part. */
export function parseWantedPart(text: string): WantedPart | undefined {
  const [, word = '', name = ''] = /^\s*([a-z]+)\s*=\s*(.*\S)\s*$/i.exec(text) ?? [];
  const kind = PART_KINDS.find((one) => one === word.toLowerCase());
  return kind === undefined ? undefined : { kind, name };
}

/** Reads `correct=acc_norm`, the new name and the one that a metric has; `undefined` for anything else. */
export function parseRename(text: string): readonly [string, string] | undefined {
  const [, to = '', from = ''] = /^\s*([a-z][a-z0-9_]*)\s*=\s*(\S.*\S|\S)\s*$/.exec(text) ?? [];
  return to === '' ? undefined : [to, from];
}
