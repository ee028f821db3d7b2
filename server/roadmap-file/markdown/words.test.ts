import { describe, expect, it } from 'vitest';
import { dateIn, isBlank, said, statusIn, tickIn } from './words.ts';

describe('a date as people write it', () => {
  it.each([
    ['2026-12-15', '2026-12-15'],
    ['15 Dec 2026', '2026-12-15'],
    ['December 15, 2026', '2026-12-15'],
    ['Dec 1st 2026', '2026-12-01'],
    ['done on 2026-12-15.', '2026-12-15'],
    ['2026-02-30', undefined],
    ['31 Feb 2026', undefined],
    ['12/11/2026', undefined],
    ['Q4 2026', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%j is %s', (text, date) => {
    expect(dateIn(text)).toBe(date);
  });
});

describe('a status as people write it', () => {
  it.each([
    ['[ ]', 'planned'],
    ['☐', 'planned'],
    ['Not started', 'planned'],
    ['[x]', 'done'],
    ['✅ Complete', 'done'],
    ['done on 2026-03-12', 'done'],
    ['Not done', 'planned'],
    ['In progress', 'in-progress'],
    ['🚧 Parked', 'in-progress'],
    ['Blocked by legal', 'blocked'],
    ['cancelled', 'dropped'],
    ['perhaps', undefined],
    ['', undefined],
  ])('%j is %s', (text, status) => {
    expect(statusIn(text)).toBe(status);
  });

  it.each([
    ['[ ] Label', { ticked: false, rest: 'Label' }],
    ['[X] Label', { ticked: true, rest: 'Label' }],
    ['☐ Label', { ticked: false, rest: 'Label' }],
    ['☑ Label', { ticked: true, rest: 'Label' }],
    ['[Name] Label', undefined],
  ])('of a checklist %j is %j', (text, tick) => {
    expect(tickIn(text)).toEqual(tick);
  });
});

describe('a cell', () => {
  it.each(['', ' ', '-', '—', 'n/a', 'None'])('that reads %j says nothing', (text) => {
    expect(isBlank(text)).toBe(true);
    expect(said(text)).toBeUndefined();
  });

  it.each(['[Name]', 'TBD', 'data platform'])('that reads %j stays', (text) => {
    expect(said(` ${text} `)).toBe(text);
  });
});
