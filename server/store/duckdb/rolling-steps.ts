import type { DuckDBConnection } from '@duckdb/node-api';
import type { GroupCommit } from './group-commit.ts';
import type { RollingOperations, RollingStep } from './numbers.ts';

/** The smallest step whose work ahead was outdated so often by what was committed meanwhile does it in its turn. */
const PATIENCE = 3;
/** In a turn work has twice the time that it took ahead of one, within these bounds. */
const LEAST_IN_TURN_MS = 2_000;
const MOST_IN_TURN_MS = 10_000;

/** A step of rolling up, and what it leaves behind. */
export interface PlannedStep {
  readonly step: RollingStep;
  /** Whether it still is the next one. */
  stands(): boolean;
  /** What was committed meanwhile came into it: the next one is to be smaller. Returns whether it can be. */
  shrink?(): boolean;
  /** Writes the mark, in the transaction of `connection`. */
  mark(connection: DuckDBConnection): Promise<void>;
  /**
   * Makes the mark known, after the commit.
   * @param made about how many roll-ups the step made
   */
  done(made: number): void;
}

type Outcome = 'taken' | 'outdated' | 'later' | 'none';

export interface Steps {
  readonly commits: GroupCommit;
  /** Plans a step by what is known when it is called; `undefined` when there is none left. */
  readonly next: () => Promise<PlannedStep | undefined>;
  /** What the steps are made with: where numbers lie elsewhere their work is done ahead of their turn, else they are planned in it. */
  readonly rolling: RollingOperations;
  readonly signal: AbortSignal;
}

/**
 * Takes one step after the other until there is none, each in its turn between two commits. What takes time elsewhere is done before the
 * turn, and done again, of less if possible, when something came into it meanwhile.
 */
export async function takeSteps(steps: Steps): Promise<void> {
  const { commits, rolling, signal } = steps;
  let aheadMs = 0;
  for (let outdated = 0; !signal.aborted; ) {
    let early: PlannedStep | undefined;
    if (rolling.elsewhere && outdated < PATIENCE) {
      const began = performance.now();
      early = await workAhead(steps);
      aheadMs = performance.now() - began;
    } else if (rolling.elsewhere && !(await rolling.ready(signal))) return;
    if (signal.aborted) return;
    const outcome = await commits.exclusively(() => take(steps, early, aheadMs));
    if (outcome === 'none' || outcome === 'later') return;
    if (outcome === 'taken' || early?.shrink?.()) outdated = 0;
    else outdated += 1;
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

/** @param aheadMs how long the work ahead of the turn before took */
async function take(steps: Steps, early: PlannedStep | undefined, aheadMs: number): Promise<Outcome> {
  if (early !== undefined && !(early.stands() && early.step.ahead?.holds())) return 'outdated';
  const planned = early ?? (await steps.next());
  if (planned === undefined) return 'none';
  if (early === undefined && planned.step.ahead !== undefined) {
    const inTurnMs = Math.min(MOST_IN_TURN_MS, Math.max(LEAST_IN_TURN_MS, 2 * aheadMs));
    const inTurn = within(steps.signal, inTurnMs);
    if (!(await steps.rolling.readyInTurn(inTurn))) return 'later';
    await planned.step.ahead.run(inTurn);
  }
  planned.done(await planned.step.finish((connection) => planned.mark(connection)));
  return 'taken';
}

function within(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(ms))]);
}
