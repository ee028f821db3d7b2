import { Random } from '../../examples/ticket-routing/product/random.ts';
import { figureOf, type GridFigure } from './coverage.ts';
import { criterionOf, levelsOf, verdictOf } from './gates.ts';
import type { Rule } from './rule.ts';

/** By how much of its size the truth misses the target: just so, and by more. */
const MISSES = [1e-6, 0.02];
const NAMES = ['just so', 'by 2 %'];

/**
 * How often a gate passes whose truth is on the wrong side of its target, above it for `<=` and below it for `>=`, by a single run: a run is
 * looked at once, and looked at again for a month it says the same.
 */
export function wrongPassesOf(rule: Rule, gates: number): GridFigure {
  const random = new Random(`wrong passes/${rule.name}`);
  const perCell = Math.ceil(gates / (rule.cells.length * MISSES.length * 2));
  const cells = rule.cells.flatMap((cell) =>
    MISSES.flatMap((miss, size) =>
      (['>=', '<='] as const).map((op) => {
        const of = Math.max(Math.abs(cell.truth), rule.isRelative ? 0.1 : 0);
        const criterion = criterionOf(rule, op, cell.truth + (op === '>=' ? miss : -miss) * of);
        let passed = 0;
        for (let i = 0; i < perCell; i += 1) {
          const reading = cell.draw(random, levelsOf(criterion, 1));
          if (verdictOf(rule, criterion, reading) === 'pass') passed += 1;
        }
        return { name: `${cell.name}, ${op} missed ${NAMES[size]}`, share: passed / perCell };
      }),
    ),
  );
  return figureOf(rule.name, perCell * cells.length, cells, 'highest');
}
