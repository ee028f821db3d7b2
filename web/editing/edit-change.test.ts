import { describe, expect, it } from 'vitest';
import { changeOf, conflictRows, takingOut, undoOf } from './edit-change.ts';
import { draftOf, faultsOf, planOf, valuesOf } from './edit-fields.ts';
import type { AttestationTarget, MilestoneTarget, WaiverTarget } from './edit-target.ts';

const MILESTONE = {
  kind: 'milestone',
  item: 'v2',
  index: 1,
  milestone: { title: 'Roll out', status: 'planned', owner: 'platform', due: '2026-12-01', overdue: false },
} satisfies MilestoneTarget;
const WAIVER = {
  kind: 'waiver',
  item: 'v2',
  criterion: 'latency_p99 < 2s',
  waiver: undefined,
} satisfies WaiverTarget;
const ATTESTATION = {
  kind: 'attestation',
  item: 'v2',
  criterion: 'attested by security: "drill / done"',
  attested: { role: 'security', statement: 'drill / done' },
} satisfies AttestationTarget;

describe('what a form asks of the API', () => {
  it('is only what its author changed of a milestone', () => {
    const seen = valuesOf(MILESTONE);
    const wrote = { ...seen, status: 'done', owner: ' ' };
    expect(changeOf('desk', MILESTONE, { seen, wrote })).toEqual({
      endpoint: 'changeMilestone',
      method: 'PATCH',
      address: '/api/v1/products/desk/items/v2/milestones/1',
      body: { status: 'done', owner: null },
    });
  });

  it('says on which day it was done only while it is done', () => {
    const seen = valuesOf(MILESTONE);
    expect(changeOf('desk', MILESTONE, { seen, wrote: { ...seen, done: '2026-11-20' } })).toBeUndefined();
    const wrote = { ...seen, status: 'done', done: '2026-11-20' };
    expect(changeOf('desk', MILESTONE, { seen, wrote })?.body).toEqual({
      status: 'done',
      done: '2026-11-20',
    });
  });

  it('is nothing where nothing was changed', () => {
    const seen = valuesOf(MILESTONE);
    expect(changeOf('desk', MILESTONE, { seen, wrote: seen })).toBeUndefined();
  });

  it('is a whole waiver, and a whole attestation, of the criterion by its text', () => {
    const waiver = { by: 'head of support', why: ' the old gateway ', until: '2027-01-31' };
    expect(changeOf('desk', WAIVER, { seen: valuesOf(WAIVER), wrote: waiver })).toEqual({
      endpoint: 'waive',
      method: 'PUT',
      address: '/api/v1/products/desk/items/v2/criteria/latency_p99%20%3C%202s/waiver',
      body: { ...waiver, why: 'the old gateway' },
    });
    const wrote = draftOf(ATTESTATION, 'release team', '2026-11-24');
    expect(changeOf('desk', ATTESTATION, { seen: valuesOf(ATTESTATION), wrote })).toMatchObject({
      address:
        '/api/v1/products/desk/items/v2/criteria/attested%20by%20security%3A%20%22drill%20%2F%20done%22/attestation',
      body: { by: 'security', on: '2026-11-24' },
    });
  });
});

describe('the change back', () => {
  it('puts a milestone as it was, with the day on which it was done', () => {
    const seen = valuesOf(MILESTONE);
    const change = changeOf('desk', MILESTONE, { seen, wrote: { ...seen, status: 'done', due: '' } });
    expect(change && undoOf('desk', MILESTONE, change)).toMatchObject({
      method: 'PATCH',
      body: { status: 'planned', due: '2026-12-01', done: null },
    });
  });

  it('takes out a waiver that was not there, and puts back one that was', () => {
    const wrote = { by: 'a', why: 'b', until: '2027-01-31' };
    const change = changeOf('desk', WAIVER, { seen: valuesOf(WAIVER), wrote });
    expect(change && undoOf('desk', WAIVER, change)).toMatchObject({ method: 'DELETE' });
    const waived = { ...WAIVER, waiver: wrote };
    const taken = takingOut('desk', waived);
    expect(taken).toMatchObject({ method: 'DELETE', endpoint: 'withdrawWaiver' });
    expect(taken && undoOf('desk', waived, taken)).toMatchObject({ method: 'PUT', body: wrote });
  });
});

describe('what two people wrote', () => {
  it('is set side by side, in words, and a clash is one', () => {
    const seen = valuesOf(MILESTONE);
    const theirs = {
      ...MILESTONE,
      milestone: { ...MILESTONE.milestone, status: 'blocked' as const, owner: 'support' },
    };
    const wrote = { ...seen, status: 'in-progress', due: '2026-12-15' };
    expect(conflictRows(theirs, seen, wrote)).toEqual([
      { label: 'Status', seen: 'Planned', theirs: 'Blocked', yours: 'In progress', clash: true },
      { label: 'Due date', seen: '2026-12-01', theirs: '2026-12-01', yours: '2026-12-15', clash: false },
      { label: 'Owner', seen: 'platform', theirs: 'support', yours: 'platform', clash: false },
    ]);
  });
});

describe('what is wrong with a form', () => {
  it.each([
    [WAIVER, { by: 'me', why: ' ', until: '' }, { why: /reason/, until: /last day/ }],
    [ATTESTATION, { by: 'me', on: '2026-11-24', link: 'wiki/drill' }, { link: /https:/ }],
    [ATTESTATION, { by: 'me', on: '2026-11-24', link: 'javascript:alert(1)' }, { link: /https:/ }],
    [ATTESTATION, { by: 'me', on: '2026-11-24', expires: '2026-11-01' }, { expires: /before the day/ }],
    [MILESTONE, { status: 'planned', owner: 'x'.repeat(201) }, { owner: /201 letters; 200 are the most/ }],
  ])('is told at its field: %#', (target, values, faults) => {
    const found = Object.fromEntries(faultsOf(planOf(target).fields, values));
    expect(Object.keys(found)).toEqual(Object.keys(faults));
    for (const [name, words] of Object.entries(faults))
      expect(found).toHaveProperty(name, expect.stringMatching(words));
  });
});
