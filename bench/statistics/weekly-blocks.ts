import { blockInterval } from '../../core/statistics/blocks.ts';
import { Random } from '../../examples/ticket-routing/product/random.ts';
import { figureOf, type GridFigure } from './coverage.ts';

const WEEKS = [8, 13, 26];
/** How much of a day's deviation is left on the next one. */
const AUTOCORRELATIONS = [0, 0.3, 0.5];
const LEVEL = { level: 0.95, sides: 'one-sided' } as const;

/** How often an end of a weekly block interval is on the right side of the truth, where days depend on each other; one figure each. */
export function blockCoverage(gates: number): readonly GridFigure[] {
  return AUTOCORRELATIONS.map((carried) => {
    const random = new Random(`blocks/${carried}`);
    const perCell = Math.ceil(gates / WEEKS.length);
    const cells = WEEKS.map((weeks) => {
      let covered = 0;
      for (let i = 0; i < perCell; i += 1) {
        const { lower, upper } = blockInterval(weeklyMeans(random, weeks, carried), LEVEL);
        covered += Number(lower <= 0) + Number(upper >= 0);
      }
      return { name: `${weeks} weeks`, share: covered / perCell / 2 };
    });
    const name = `weekly blocks, daily autocorrelation ${carried}`;
    return figureOf(name, perCell * WEEKS.length, cells, 'lowest');
  });
}

/** Means of weeks of a stationary series whose days carry over so much of their deviation. */
function weeklyMeans(random: Random, weeks: number, carried: number): readonly number[] {
  let day = random.normal() / Math.sqrt(1 - carried ** 2);
  return Array.from({ length: weeks }, () => {
    let sum = 0;
    for (let i = 0; i < 7; i += 1) {
      day = carried * day + random.normal();
      sum += day;
    }
    return sum / 7;
  });
}
