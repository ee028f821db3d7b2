import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, excesses, totalsOf } from './exactness/books.ts';
import { House, WAYS } from './exactness/house.ts';

/**
 * One house in which one thing after another happens: what would once be counted too often, or be missed, would be wrong ever after. The API is
 * asked after each, and the books are opened when Gateline is dead.
 */
describe('what Prometheus, a scrape and OTLP have brought is what the service counted, to the unit', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house?.[Symbol.asyncDispose]());

  it('when nothing happens to anybody', async () => {
    await house.service.traffic(200);
    await expectTold(house);
  });

  it('when the service is restarted', async () => {
    await house.restartService();
    // The new life ends higher than the old one: nothing is seen to fall.
    await house.service.traffic(300);
    await expectTold(house);
  });

  it('when Prometheus is restarted', async () => {
    await house.service.traffic(100);
    await house.prometheus.down();
    await house.service.traffic(100);
    await house.prometheus.up();
    await house.service.traffic(50);
    await expectTold(house);
  });

  it('when Gateline is killed', async () => {
    await house.service.traffic(150);
    await house.killGateline();
    await house.service.traffic(100);
    await house.startGateline();
    await house.service.traffic(50);
    await expectTold(house);
  });

  it('when Gateline is killed, and the service is restarted while it is away and again while it is back', async () => {
    await house.killGateline();
    await house.endLife();
    await house.service.start();
    await house.service.traffic(200);
    await house.startGateline();
    await house.service.traffic(50);
    await house.restartService();
    await house.service.traffic(50);
    await expectTold(house);
  });

  it('in all that was kept of it when Gateline is killed once more', async () => {
    await house.killGateline();
    await expectKept(house);
  });

  it('when only Prometheus saw how the service ended, and the others do not make up what they missed', async () => {
    await house.startGateline();
    await house.service.traffic(100);
    await house.killGateline();
    await house.service.traffic(100);
    await house.service.post('pause');
    await house.scraped();
    await house.endLife();
    await house.service.start();
    await house.service.traffic(250);
    await house.startGateline();
    await expectTold(house, ['prometheus']);
    await expectKept(house, ['prometheus']);
  });
});

type Way = (typeof WAYS)[number];

/** While the server runs, the API says of each of these ways what the service counted in all its lives. */
async function expectTold(house: House, exact: readonly Way[] = WAYS): Promise<void> {
  await house.settle();
  const totals = totalsOf(await house.truth(), 'v2');
  expect(totals.size).toBeGreaterThan(8);
  for (const way of exact) {
    for (const [measure, total] of totals) {
      const told = await house.toldTotal(way, 'v2', measure);
      if (measure === 'cost_usd') expect(Math.abs(told / total - 1), `${way} ${measure}`).toBeLessThan(1e-9);
      else expect(told, `${way} ${measure}`).toBe(total);
    }
  }
}

/** Everything that the service counted is what these ways have brought, no more and no less; the others no more. */
async function expectKept(house: House, exact: readonly Way[] = WAYS): Promise<void> {
  const truth = await house.truth();
  expect(truth.counters.size).toBeGreaterThan(40);
  expect(truth.histograms.size).toBeGreaterThan(3);
  const kept = await house.keptBooks();
  for (const way of exact) expect(differences(kept.get(way)!, truth), way).toEqual([]);
  for (const way of WAYS) expect(excesses(kept.get(way)!, truth), way).toEqual([]);
}
