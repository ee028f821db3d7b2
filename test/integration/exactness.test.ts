import { describe, expect, it } from 'vitest';
import { type Books, booksOf, differences, excesses, totalsOf } from './exactness/books.ts';
import { House, WAYS } from './exactness/house.ts';

/** Everything that the service counted in all its lives is what these ways have brought, no more and no less; the others no more. */
async function expectExact(house: House, exact: readonly (typeof WAYS)[number][] = WAYS): Promise<void> {
  await house.settle();
  const truth = booksOf([...house.lives, await house.service.totals()]);
  for (const way of exact) await expectTold(house, way, truth);
  await house.endLife();
  expect(truth.counters.size).toBeGreaterThan(40);
  expect(truth.histograms.size).toBeGreaterThan(3);
  const kept = await house.keptBooks();
  for (const way of exact) expect(differences(kept.get(way)!, truth), way).toEqual([]);
  for (const way of WAYS) expect(excesses(kept.get(way)!, truth), way).toEqual([]);
}

/** The API says the same, while the server runs. */
async function expectTold(house: House, way: string, truth: Books): Promise<void> {
  const totals = totalsOf(truth, 'v2');
  expect(totals.size).toBeGreaterThan(8);
  for (const [measure, total] of totals) {
    const told = await house.toldTotal(way, 'v2', measure);
    if (measure === 'cost_usd') expect(Math.abs(told / total - 1), `${way} ${measure}`).toBeLessThan(1e-9);
    else expect(told, `${way} ${measure}`).toBe(total);
  }
}

describe.concurrent('what Prometheus, a scrape and OTLP have brought is what the service counted, to the unit', () => {
  it('when nothing happens to anybody', async () => {
    await using house = await House.open();
    await house.service.traffic(300);
    await expectExact(house);
  });

  it('when the service is restarted', async () => {
    await using house = await House.open();
    await house.service.traffic(150);
    await house.restartService();
    // The new life ends higher than the old one: nothing is seen to fall.
    await house.service.traffic(300);
    await expectExact(house);
  });

  it('when Gateline is killed', async () => {
    await using house = await House.open();
    await house.service.traffic(150);
    await house.killGateline();
    await house.service.traffic(100);
    await house.startGateline();
    await house.service.traffic(50);
    await expectExact(house);
  });

  it('when Gateline is killed, and the service is restarted while it is away and again while it is back', async () => {
    await using house = await House.open();
    await house.service.traffic(100);
    await house.settle();
    await house.killGateline();
    await house.endLife();
    await house.service.start();
    await house.service.traffic(200);
    await house.startGateline();
    await house.service.traffic(50);
    await house.restartService();
    await house.service.traffic(50);
    await expectExact(house);
  });

  it('when only Prometheus saw how the service ended, and the others do not make up what they missed', async () => {
    await using house = await House.open();
    await house.service.traffic(100);
    await house.killGateline();
    await house.service.traffic(100);
    await house.service.post('pause');
    await house.scraped();
    await house.endLife();
    await house.service.start();
    await house.service.traffic(250);
    await house.startGateline();
    await expectExact(house, ['prometheus']);
  });

  it('when Prometheus is restarted', async () => {
    await using house = await House.open();
    await house.service.traffic(100);
    await house.prometheus.down();
    await house.service.traffic(100);
    await house.prometheus.up();
    await house.service.traffic(50);
    await expectExact(house);
  });
});
