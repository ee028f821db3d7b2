import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sight } from '../../core/diagnosis/facts.ts';
import { createSecretReader } from '../http/secret-place.ts';
import { scrapeSourceSchema } from '../scrape/schema.ts';
import { LOOK } from './limits.ts';
import { survey } from './survey.ts';

const EXAMPLES = join(import.meta.dirname, '../presets/examples');

const OWN = `# TYPE desk_requests_total counter
desk_requests_total{version="v2",code="200"} 90
desk_requests_total{version="v2",code="500"} 4
desk_requests_total{version="",code="200"} 6
# TYPE desk_seconds histogram
desk_seconds_bucket{version="v2",le="500"} 40
desk_seconds_bucket{version="v2",le="2500"} 90
desk_seconds_bucket{version="v2",le="+Inf"} 94
desk_seconds_sum{version="v2"} 31
desk_seconds_count{version="v2"} 94
# TYPE desk_summary summary
desk_summary{quantile="0.99"} 1
desk_summary_count 3
desk_summary_sum 3
`;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Serves this text as metrics. @returns its address */
async function serving(text: string): Promise<string> {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(text),
  );
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

async function look(settings: object, environment: Readonly<Record<string, string>> = {}): Promise<Sight> {
  const source = scrapeSourceSchema.parse({ name: 'service', product: 'desk', ...settings });
  const secrets = createSecretReader(environment);
  const deps = { secrets, folder: '.', now: 1_795_428_060_000, signal: AbortSignal.timeout(10_000) };
  const sight = await survey({ type: 'scrape', name: 'service', settings: source }, deps);
  if (sight === undefined) throw new Error('it was not looked at');
  return sight;
}

describe('a look at a service', () => {
  it('shows what its mapping makes of it: places, labels, and where buckets end in the measure’s unit', async () => {
    const sight = await look({
      targets: [await serving(OWN)],
      attribution: { item: { label: 'version' } },
      metrics: [
        { metric: 'desk_requests', measure: 'requests' },
        { metric: 'desk_requests', measure: 'requests_failed', where: { code: '5..' } },
        { metric: 'desk_seconds', measure: 'request_duration', scale: 0.001 },
        { metric: 'desk_summary', measure: 'time_to_first_token' },
        { metric: 'desk_fallback_total', measure: 'fallbacks' },
        { metric: 'desk_request_total', measure: 'calls' },
      ],
    });
    expect(sight.measures).toMatchObject([
      {
        measure: 'requests',
        kind: 'counter',
        places: [
          { item: 'v2', environment: 'production', n: 94 },
          { item: '', environment: 'production', n: 6 },
        ],
        labels: ['code', 'version'],
      },
      { measure: 'requests_failed', places: [{ item: 'v2', n: 4 }] },
      {
        measure: 'request_duration',
        kind: 'distribution',
        places: [{ item: 'v2', n: 94 }],
        bounds: [[0.5, 2.5]],
      },
    ]);
    expect(sight.refused).toEqual([
      {
        metric: 'desk_summary',
        measure: 'time_to_first_token',
        why: 'quantiles of a summary cannot be merged',
      },
    ]);
    expect(sight.absent).toEqual([
      { metric: 'desk_fallback_total', measures: ['fallbacks'] },
      { metric: 'desk_request_total', measures: ['calls'], nearest: 'desk_requests_total' },
    ]);
    expect(sight.recognised).toEqual([]);
  });

  it('recognises the program behind a preset, and whether it is named', async () => {
    const target = await serving(readFileSync(join(EXAMPLES, 'vllm.prom'), 'utf8'));
    const recognised = { name: 'vllm', title: 'vLLM', isMapped: false };
    expect((await look({ targets: [target] })).recognised).toMatchObject([{ ...recognised, isNamed: false }]);
    expect((await look({ targets: [target], preset: 'vllm' })).recognised).toMatchObject([
      { ...recognised, isNamed: true },
    ]);
  });

  it('finds models with tokens of which a gateway knows no cost', async () => {
    const text = `# TYPE litellm_output_tokens_metric counter
litellm_output_tokens_metric_total{model="gpt-5.4",requested_model="v2"} 900
litellm_output_tokens_metric_total{model="our-own",requested_model="v2"} 31000
# TYPE litellm_spend_metric counter
litellm_spend_metric_total{model="gpt-5.4",requested_model="v2"} 0.4
litellm_spend_metric_total{model="our-own",requested_model="v2"} 0
`;
    const { costless, tokens } = await look({ targets: [await serving(text)], preset: 'litellm' });
    expect(costless).toEqual([{ model: 'our-own', tokens: 31_000 }]);
    expect(tokens).toEqual([
      { model: 'our-own', tokens: 31_000 },
      { model: 'gpt-5.4', tokens: 900 },
    ]);
  });

  it('says what is wrong with a target, and nothing of what it was signed in with', async () => {
    const good = await serving(OWN);
    const page = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<html>'));
    servers.push(page);
    await new Promise<void>((done) => page.listen(0, '127.0.0.1', done));
    const bad = `http://127.0.0.1:${(page.address() as AddressInfo).port}/metrics`;
    const authorization = { type: 'bearer', token_env: 'TOKEN' };
    const sight = await look({ targets: [good, bad], authorization }, { TOKEN: 'secret-of-ours' });
    expect(sight.targets.map(({ trouble }) => trouble?.replace(/127\S+?:\d+/, 'host'))).toEqual(
      expect.arrayContaining([
        undefined,
        'http://host/metrics: The answer is text/html, not an exposition of metrics; check the path, or set fallback_format if it is one.',
      ]),
    );
    expect(JSON.stringify(sight)).not.toContain('secret-of-ours');
    const missing = await look({ targets: [good], authorization });
    expect(missing.targets).toEqual([
      { address: 'service', trouble: 'There is no secret in the variable TOKEN.' },
    ]);
  });

  it('asks no more targets than it may', async () => {
    const target = await serving(OWN);
    const targets = Array.from({ length: LOOK.targets + 3 }, (_, i) => `${target}?n=${i}`);
    expect(await look({ targets })).toMatchObject({ leftOut: 3 });
  });
});
