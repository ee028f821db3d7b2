import type { DuckDBConnection } from '@duckdb/node-api';
import type { GroupCommit } from './group-commit.ts';
import type { RollingStep } from './numbers.ts';

/** A step whose work ahead was outdated so often by what was committed meanwhile does it in its turn. */
const PATIENCE = 3;
/** So long may that take, while commits wait. */
const IN_TURN_MS = 2_000;

/** A step of rolling up, and what it leaves behind. */
export interface PlannedStep {
  readonly step: RollingStep;
  /** Whether it still is the next one. */
  stands(): boolean;
  /** Writes the mark, in the transaction of `connection`. */
  mark(connection: DuckDBConnection): Promise<void>;
  /**
   * Makes the mark known, after the commit.
   * @param made about how many roll-ups the step made
   */
  done(made: number): void;
}

type Outcome = 'taken' | 'outdated' | 'none';

export interface Steps {
  readonly commits: GroupCommit;
  /** Plans a step by what is known when it is called; `undefined` when there is none left. */
  readonly next: () => Promise<PlannedStep | undefined>;
  /** Whether they have work that is done ahead of their turn; else they are planned in it. */
  readonly ahead: boolean;
  readonly signal: AbortSignal;
}

/**
 * Takes one step after the other until there is none, each in its turn between two commits. What takes time elsewhere is done before the
 * turn, and done again when something came into it meanwhile.
 */
export async function takeSteps(steps: Steps): Promise<void> {
  const { commits, signal } = steps;
  for (let outdated = 0; !signal.aborted; ) {
    const early = steps.ahead && outdated < PATIENCE ? await workAhead(steps) : undefined;
    if (signal.aborted) return;
    const outcome = await commits.exclusively(() => take(steps, early));
    if (outcome === 'none') return;
    outdated = outcome === 'outdated' ? outdated + 1 : 0;
  }
}

/** The next step, with its work elsewhere done. */
async function workAhead({ next, signal }: Steps): Promise<PlannedStep | undefined> {
  const planned = await next();
  try {
    await planned?.step.ahead?.run(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return planned;
}

async function take({ next, signal }: Steps, early: PlannedStep | undefined): Promise<Outcome> {
  if (early !== undefined && !(early.stands() && early.step.ahead?.holds())) return 'outdated';
  const planned = early ?? (await next());
  if (planned === undefined) return 'none';
  if (early === undefined) {
    await planned.step.ahead?.run(AbortSignal.any([signal, AbortSignal.timeout(IN_TURN_MS)]));
  }
  planned.done(await planned.step.finish((connection) => planned.mark(connection)));
  return 'taken';
}
