import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SourcesResponse } from '../http/contract/operations.ts';
import { appUnderTest, bodyOf, loaded, roadmapOf } from '../http/testing/app-under-test.ts';
import { startOwnTraces } from './own-traces.ts';
import { tracedStore } from './traced-store.ts';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

describe('own traces', () => {
  it('tell of requests by their route and of the reads below them, within the trace of the caller', async () => {
    const receiver = await startReceiver();
    const traces = await startOwnTraces({
      endpoint: receiver.endpoint,
      serviceName: 'gateline-test',
      version: '9',
    });
    const app = await appUnderTest({ roadmaps: [loaded(roadmapOf())] });
    const traced = await appUnderTest({
      roadmaps: [loaded(roadmapOf())],
      deps: { store: tracedStore(app.deps.store) },
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await bodyOf<SourcesResponse>(traced.ask('/api/v1/sources?secret=hunter2', { headers: { traceparent } }));
    await traced.close();
    await app.close();
    await traces.stop();
    await receiver.close();

    const request = receiver.spans.find((span) => span.name === 'GET /api/v1/sources');
    expect(request).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
    });
    expect(request?.attributes).toContainEqual({
      key: 'http.response.status_code',
      value: { intValue: 200 },
    });
    const read = receiver.spans.find((span) => span.name === 'store read');
    expect(read?.traceId).toBe(request?.traceId);
    expect(read?.attributes).toContainEqual({ key: 'gateline.product', value: { stringValue: 'desk' } });
    expect(JSON.stringify(receiver.spans)).not.toContain('hunter2');
  });

  it('do not keep the server from stopping when nobody receives them', async () => {
    const traces = await startOwnTraces({ endpoint: 'http://127.0.0.1:9', serviceName: 'x', version: '1' });
    await expect(traces.stop()).resolves.toBeUndefined();
  });
});

async function startReceiver() {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    if (request.url === '/v1/traces') spans.push(...spansIn(JSON.parse(text.toString())));
    response.setHeader('Content-Type', 'application/json').end('{}');
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((done) => server.close(done));
  return { spans, endpoint: `http://127.0.0.1:${port}`, close };
}

function spansIn(body: { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }): Span[] {
  return body.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans));
}
