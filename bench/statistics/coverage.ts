import { Random } from '../../examples/ticket-routing/product/random.ts';
import type { Rule } from './rule.ts';

/** How often something was so, over a grid. */
export interface GridFigure {
  readonly name: string;
  /** Simulated gates. */
  readonly gates: number;
  /** Averaged over the grid, 0…1. */
  readonly average: number;
  /** In the least favourable cell. */
  readonly worst: number;
  readonly worstCell: string;
}

const LEVEL = 0.95;

/** How often an end of a one-sided 95 % interval is on the right side of the truth, both ends of every cell. */
export function coverageOf(rule: Rule, gates: number): GridFigure {
  const random = new Random(`coverage/${rule.name}`);
  const perCell = Math.ceil(gates / rule.cells.length);
  const cells = rule.cells.flatMap((cell) => {
    let [low, high] = [0, 0];
    for (let i = 0; i < perCell; i += 1) {
      const { actual } = cell.draw(random, { lower: LEVEL, upper: LEVEL });
      const { lower, upper } = actual?.comparison ?? actual ?? {};
      // Truths that are met to the last digit are covered.
      const slack = 1e-9 * Math.max(1, Math.abs(cell.truth));
      if ((lower ?? Number.NaN) <= cell.truth + slack) low += 1;
      if ((upper ?? Number.NaN) >= cell.truth - slack) high += 1;
    }
    return [
      { name: `${cell.name}, lower end`, share: low / perCell },
      { name: `${cell.name}, upper end`, share: high / perCell },
    ];
  });
  return figureOf(rule.name, perCell * rule.cells.length, cells, 'lowest');
}

/** Averages cells and names the least favourable one. */
export function figureOf(
  name: string,
  gates: number,
  cells: readonly { readonly name: string; readonly share: number }[],
  worst: 'lowest' | 'highest',
): GridFigure {
  const average = cells.reduce((sum, cell) => sum + cell.share, 0) / cells.length;
  const sorted = [...cells].sort((a, b) => (worst === 'lowest' ? a.share - b.share : b.share - a.share));
  return { name, gates, average, worst: sorted[0]?.share ?? 0, worstCell: sorted[0]?.name ?? '' };
}
