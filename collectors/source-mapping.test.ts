import { describe, expect, it } from 'vitest';
import { Mapper } from '../core/measure/mapper.ts';
import { scrapeSourceSchema } from './scrape/schema.ts';
import { sourceMapping } from './source-mapping.ts';

/** The environment of a series with these labels. */
function environmentOf(labels: Readonly<Record<string, string>>, own: object = {}): string | undefined {
  const config = scrapeSourceSchema.parse({
    name: 'service',
    product: 'desk',
    targets: ['http://service.example/metrics'],
    attribution: { item: 'v1', ...own },
    metrics: [{ metric: 'requests_total', measure: 'requests' }],
  });
  return new Mapper(sourceMapping(config)).map('requests_total', labels).measures[0]?.series.environment;
}

describe('the environment, where the configuration does not say it,', () => {
  it.each([
    [{}, 'production'],
    [{ 'deployment.environment.name': 'staging' }, 'staging'],
    [{ 'deployment.environment': 'test' }, 'test'],
    [{ deployment_environment_name: 'development' }, 'development'],
    [{ deployment_environment: 'staging' }, 'staging'],
    [{ 'deployment.environment.name': 'production' }, 'production'],
    [{ 'deployment.environment.name': 'prod' }, 'production'],
    [{ 'deployment.environment.name': 'PROD' }, 'production'],
    [{ 'deployment.environment.name': 'pre-prod' }, 'pre-prod'],
    [{ environment: 'staging' }, 'production'],
  ])('of %j is %s', (labels, environment) => {
    expect(environmentOf(labels)).toBe(environment);
  });

  it('is what the configuration says where it does', () => {
    const labels = { 'deployment.environment.name': 'staging', env: 'canary' };
    expect(environmentOf(labels, { environment: { label: 'env' } })).toBe('canary');
    expect(environmentOf(labels, { environment: 'production' })).toBe('production');
  });
});
