import { expect, test } from 'vitest';
import type { MeasurementStore, ReadRequest, Selection } from '../../core/ports.ts';
import { MovingBatch } from './moving-batch.ts';

const COST: readonly Selection[] = [{ measure: 'cost_usd', kind: 'counter', items: ['v2'] }];
const BOTH: readonly Selection[] = [...COST, { measure: 'requests', kind: 'counter', items: ['v2'] }];

/** Answers with the end of the window, and remembers what it was asked; what was watched was so last at 50. */
function echo(asked: ReadRequest[]): MeasurementStore {
  const read = async (request: ReadRequest) => {
    asked.push(request);
    const { from, to, select } = request;
    const selections = select.map(({ measure }) => ({
      groups: [{ kind: 'counter', key: [measure], totals: Float64Array.of(to) }],
      observedMs: Float64Array.of(measure === 'requests' ? 0 : 5),
      lastObservedAt: 50,
    }));
    return { from, to, alignedToMs: 0, selections };
  };
  return { read } as unknown as MeasurementStore;
}

test('questions are kept while their window goes on, and asked with one read', async () => {
  const asked: ReadRequest[] = [];
  const batch = new MovingBatch('p');
  const [cost, both] = [batch.ask(COST), batch.ask(BOTH)];
  expect([batch.ask(COST), batch.ask(BOTH)]).toEqual([cost, both]);
  const first = await batch.read(echo(asked), { from: 0, to: 60 });
  const second = await batch.read(echo(asked), { from: 10, to: 70 });
  expect(asked.map(({ from, to, select }) => [from, to, select])).toEqual([
    [0, 60, BOTH],
    [10, 70, BOTH],
  ]);
  // A store remembers what it speaks of by the very list.
  expect(asked[1]?.select).toBe(asked[0]?.select);
  const totals = (answers: typeof first, ticket: number) =>
    answers.of(ticket).results.map(({ groups: [group] }) => group?.kind === 'counter' && group.totals[0]);
  expect([totals(first, cost), totals(first, both), totals(second, both)]).toEqual([
    [60],
    [60, 60],
    [70, 70],
  ]);
  expect(first.of(both).window).toEqual({ from: 0, to: 60 });
});

test('what is asked later is read with the rest from then on', async () => {
  const asked: ReadRequest[] = [];
  const batch = new MovingBatch('p');
  const cost = batch.ask(COST);
  await batch.read(echo(asked), { from: 0, to: 60 });
  const both = batch.ask(BOTH);
  const answers = await batch.read(echo(asked), { from: 0, to: 60 });
  expect(asked.map(({ select }) => select.length)).toEqual([1, 2]);
  expect([answers.of(cost), answers.of(both)].map(({ results }) => results.length)).toEqual([1, 2]);
  expect(() => answers.of(both + 1)).toThrow('No question has ticket 2.');
});

test('when something was last watched is told within the window, and not at all where it was not', async () => {
  const batch = new MovingBatch('p');
  const both = batch.ask(BOTH);
  const seen = async (to: number) =>
    (await batch.read(echo([]), { from: 0, to }))
      .of(both)
      .results.map(({ lastObservedAt }) => lastObservedAt);
  expect([await seen(60), await seen(40)]).toEqual([
    [50, undefined],
    [40, undefined],
  ]);
});
