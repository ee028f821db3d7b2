import { expect, it } from 'vitest';
import { editsSince } from './edits-since.ts';

const edit = (sequence: number, previous: string, revision: string) => ({
  sequence,
  at: sequence,
  item: 'v1',
  type: 'roadmap-edited',
  text: `edit ${sequence}`,
  data: { previous, revision },
});
const EDITS = [edit(3, 'b', 'c'), edit(2, 'a', 'b'), edit(1, '-', 'a')];

it('tells what was changed since a revision, oldest first', () => {
  expect(editsSince(EDITS, 'a').map(({ text }) => text)).toEqual(['edit 2', 'edit 3']);
});

it('tells of nothing where no event leads away from that revision: the file was changed by hand', () => {
  expect(editsSince(EDITS, 'x')).toEqual([]);
});
