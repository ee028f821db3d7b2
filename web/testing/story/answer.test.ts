import { expect, test } from 'vitest';
import { api } from '../../../server/http/contract/api.ts';
import type { Contract } from '../../../server/http/contract/endpoint.ts';
import type { EndpointName } from '../../api/endpoints.ts';
import { BROKEN, EMPTY, fixtureAnswer, SPOILT } from './answer.ts';
import { FIXED_NOW } from './ticket-routing.ts';

const ADDRESSES: readonly (readonly [EndpointName, string])[] = [
  ['session', '/api/v1/session'],
  ['products', '/api/v1/products'],
  ['sources', '/api/v1/sources'],
  ['dashboards', '/api/v1/dashboards'],
  ['dashboard', '/api/v1/dashboards/main'],
  ...(['ticket-routing', EMPTY, SPOILT] as const).flatMap((product) =>
    (
      [
        ['overview', 'overview'],
        ['roadmap', 'roadmap'],
        ['onCall', 'oncall'],
        ['review', 'review/current'],
        ['events', 'events'],
      ] as const
    ).map(([name, path]) => [name, `/api/v1/products/${product}/${path}`] as const),
  ),
  ['gates', '/api/v1/products/ticket-routing/gates'],
  ['spend', '/api/v1/products/ticket-routing/spend'],
  ['compare', '/api/v1/products/ticket-routing/compare?a=v2&b=v3'],
  ['breakers', '/api/v1/products/ticket-routing/breakers'],
  ['actuals', '/api/v1/products/ticket-routing/actuals?item=v3&signal=cost_per_request'],
  ...(['v1', 'v2', 'v3', 'v4'] as const).map(
    (item) => ['version', `/api/v1/products/ticket-routing/versions/${item}`] as const,
  ),
];

test.each(ADDRESSES)('the story keeps the contract of %s at %s', (name, address) => {
  const contract: Contract = api[name];
  const { status, body } = fixtureAnswer(address, FIXED_NOW);
  expect(status).toBe(200);
  expect(contract.response?.safeParse(body).error?.issues ?? []).toEqual([]);
});

test('the broken product answers with problem details', () => {
  expect(fixtureAnswer(`/api/v1/products/${BROKEN}/overview`, FIXED_NOW)).toMatchObject({
    status: 503,
    body: { code: 'store-unavailable' },
  });
});
