import { Random } from '../../examples/ticket-routing/product/random.ts';
import { COMPARED_RULES } from './compared-rules.ts';
import { figureOf, type GridFigure } from './coverage.ts';
import { criterionOf, levelsOf, verdictOf } from './gates.ts';
import { wrongFailsOfLooks } from './graded.ts';
import type { Cell, Rule } from './rule.ts';
import { RUN_RULES } from './run-rules.ts';

/** Criteria in a gate. */
const AMONG = 8;

/** Whether one criterion of a good gate fails: its truth is exactly its target, or better. */
type FailsWrongly = (random: Random) => boolean;

interface Gate {
  readonly name: string;
  readonly criteria: readonly FailsWrongly[];
}

/** How often a gate of eight criteria fails that are all met: just so, which is the worst that a good gate can be, or with some room. */
export function wrongFails(gates: number): GridFigure {
  const random = new Random('wrong fails');
  const all = goodGates();
  const perGate = Math.ceil(gates / all.length);
  const cells = all.map(({ name, criteria }) => {
    let failed = 0;
    for (let i = 0; i < perGate; i += 1) if (criteria.some((fails) => fails(random))) failed += 1;
    return { name, share: failed / perGate };
  });
  return figureOf('good gates of 8 criteria', perGate * all.length, cells, 'highest');
}

function goodGates(): readonly Gate[] {
  const shares = ruleNamed('shares of a run (Wilson)');
  const eight = (name: string, one: FailsWrongly): Gate => ({
    name,
    criteria: Array<FailsWrongly>(AMONG).fill(one),
  });
  const onRuns = shares.cells.map((cell) => eight(`eight shares of ${cell.name}`, onTarget(shares, cell, 0)));
  const others = [...RUN_RULES, ...COMPARED_RULES].filter((rule) => rule !== shares);
  const mixed: Gate = {
    name: 'one criterion of each kind',
    criteria: others.slice(0, AMONG).map((rule) => onTarget(rule, lastOf(rule), 0)),
  };
  const alike = others.map((rule) => eight(`eight of ${rule.name}`, onTarget(rule, lastOf(rule), 0)));
  const roomy = eight('eight shares with 1 pp of room', onTarget(shares, lastOf(shares), 0.01));
  const watched = eight('eight of graded production, a month of looks', (random) =>
    wrongFailsOfLooks({ truth: 0.9, target: 0.9, perDay: 30 }, random, AMONG),
  );
  return [...onRuns, ...alike, mixed, roomy, watched];
}

function onTarget(rule: Rule, cell: Cell, room: number): FailsWrongly {
  const op = rule.signal.better === 'higher' ? '>=' : '<=';
  const criterion = criterionOf(rule, op, cell.truth + (op === '>=' ? -room : room));
  const levels = levelsOf(criterion, AMONG);
  return (random) => verdictOf(rule, criterion, cell.draw(random, levels)) === 'fail';
}

function ruleNamed(name: string): Rule {
  const rule = RUN_RULES.find((one) => one.name === name);
  if (rule === undefined) throw new Error(`There is no rule ${name}.`);
  return rule;
}

function lastOf({ cells }: Rule): Cell {
  return cells.at(-1) as Cell;
}
