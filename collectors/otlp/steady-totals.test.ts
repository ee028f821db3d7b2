import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cumulative, point, sendAll, started } from './testing/requests.ts';

/** One point of an export, which is made at `round` times ten seconds. */
interface Sent {
  readonly route: number;
  /** Each route is of one version, several routes of the same. */
  readonly start: number;
  readonly late: number;
  readonly total: number | 'NaN' | 'ended';
}

const sent = fc.record({
  route: fc.nat(7),
  start: fc.constantFrom(1_000, 1_000, 1_000, 2_000),
  late: fc.constantFrom(0, 0, 0, 0, 500, 10_000),
  total: fc.oneof({ weight: 12, arbitrary: fc.nat(40) }, fc.constantFrom('NaN' as const, 'ended' as const)),
});

const versionOf = (route: number) => `v${route % 3}`;

function pointOf(round: number, { route, start, late, total }: Sent) {
  const at = round * 10_000 - late;
  const made = point(at, 0, start, { version: versionOf(route), route: `${route}` });
  if (typeof total === 'number') return { ...made, asInt: total };
  const { asInt: _, ...rest } = made;
  return total === 'NaN' ? { ...rest, asDouble: 'NaN' } : { ...rest, flags: 1 };
}

/** What the rules say of one point after the other. */
class Model {
  readonly #last = new Map<string, { at: number; total: number }>();
  readonly counters: Record<string, number> = { 'requests v0': 0, 'requests v1': 0, 'requests v2': 0 };
  readonly counts = { accepted: 0, rejected: 0, 'out-of-order': 0 };

  take(round: number, { route, start, late, total }: Sent): void {
    if (total === 'ended') return;
    if (total === 'NaN') {
      this.counts.rejected += 1;
      return;
    }
    const at = round * 10_000 - late;
    const last = this.#last.get(`${route} ${start}`) ?? { at: Number.NEGATIVE_INFINITY, total: 0 };
    if (at <= last.at) {
      this.counts['out-of-order'] += 1;
      return;
    }
    const counter = `requests ${versionOf(route)}`;
    const increase = total < last.total ? total : total - last.total;
    this.counters[counter] = (this.counters[counter] ?? 0) + increase;
    this.counts.accepted += 1;
    this.#last.set(`${route} ${start}`, { at, total });
  }
}

it('totals count the same, whichever of them go on as they did, in whatever order they are exported', async () => {
  const exports = fc.array(fc.array(sent, { minLength: 1, maxLength: 16 }), { minLength: 3, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(exports, fc.boolean(), async (all, sorted) => {
      const under = await started();
      const model = new Model();
      for (const [i, points] of all.entries()) {
        const ordered = sorted ? points.toSorted((a, b) => a.route - b.route) : points;
        await sendAll(under, [(i + 1) * 10_000, cumulative(...ordered.map((each) => pointOf(i + 1, each)))]);
        for (const each of ordered) model.take(i + 1, each);
      }
      const counters = { 'requests v0': 0, 'requests v1': 0, 'requests v2': 0, ...under.store.counters() };
      const { accepted = 0, rejected = 0, 'out-of-order': outOfOrder = 0 } = under.counts;
      expect(counters).toEqual(model.counters);
      expect({ accepted, rejected, 'out-of-order': outOfOrder }).toEqual(model.counts);
    }),
    { seed: 1, numRuns: 60 },
  );
});

it('many sets of attributes that feed the same are added up, those that feed nothing are passed over', async () => {
  const under = await started([
    { metrics: [{ metric: 'app.requests', measure: 'requests', where: { route: 'r.*' } }] },
  ]);
  const exported = (round: number) => {
    const routes = Array.from({ length: 40 }, (_, n) => `${n % 4 === 0 ? 'x' : 'r'}${n}`);
    return cumulative(...routes.map((route, n) => point(round * 10_000, round * n, 1_000, { route })));
  };
  for (let round = 1; round <= 4; round += 1) await sendAll(under, [round * 10_000, exported(round)]);
  const each = Array.from({ length: 40 }, (_, n) => (n % 4 === 0 ? 0 : n));
  expect(under.store.counters()).toEqual({ 'requests v2': 4 * each.reduce((sum, n) => sum + n, 0) });
  expect(under.counts).toEqual({ accepted: 4 * 30 });
});
