import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProblemDetails, ProductsResponse } from './contract/common.ts';
import {
  type AppUnderTest,
  type AppUnderTestOptions,
  appUnderTest,
  bodyOf,
  loaded,
  roadmapOf,
} from './testing/app-under-test.ts';

describe('the application', () => {
  let app: AppUnderTest;
  const start = async (options?: AppUnderTestOptions) => {
    app = await appUnderTest(options);
    return app;
  };
  afterEach(() => app.close());

  describe('answers bad requests with problem details', () => {
    it.each([
      ['an unknown address of the API', '/api/v1/nothing', {}, 404, 'not-found'],
      ['an unknown product', '/api/v1/products/nope/gates', {}, 404, 'not-found'],
      ['a method that is not possible', '/api/v1/products', { method: 'DELETE' }, 405, 'method-not-allowed'],
      ['malformed JSON', '/api/v1/session', json('{"token": gl_'), 400, 'bad-request'],
      ['a body of the wrong shape', '/api/v1/session', json('{"tokn": "x"}'), 400, 'bad-request'],
      [
        'an oversize body',
        '/api/v1/session',
        json(`{"token": "${'x'.repeat(20_000)}"}`),
        413,
        'payload-too-large',
      ],
      [
        'a body that is not JSON',
        '/api/v1/session',
        { method: 'POST', body: 'token=x', headers: { 'Content-Type': 'text/plain' } },
        415,
        'unsupported-media-type',
      ],
      ['an address that cannot be decoded', '/api/v1/products/%E0%A4%A/gates', {}, 400, 'bad-request'],
      ['a query out of bounds', '/api/v1/products/desk/events?limit=0', {}, 400, 'bad-request'],
    ] as const)('%s', async (_, path, init, status, code) => {
      await start({ roadmaps: [loaded(roadmapOf())] });
      const response = await app.ask(path, init as RequestInit);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      const problem = await bodyOf<ProblemDetails>(response);
      expect(problem).toMatchObject({ status, code, type: `urn:gateline:error:${code}` });
      expect(problem.requestId).toBe(response.headers.get('x-request-id'));
    });

    it('says which parameters of a query are missing', async () => {
      await start({ roadmaps: [loaded(roadmapOf())] });
      const { errors } = await bodyOf<ProblemDetails>(app.ask('/api/v1/products/desk/actuals'));
      expect(errors).toEqual([
        { place: 'query.item', message: 'is missing, expected string' },
        { place: 'query.signal', message: 'is missing, expected string' },
      ]);
    });

    it('names the nearest product', async () => {
      await start({ roadmaps: [loaded(roadmapOf())] });
      const problem = await bodyOf<ProblemDetails>(app.ask('/api/v1/products/desc/gates'));
      expect(problem.detail).toBe('There is no product "desc" here. Is it desk?');
    });

    it('says what is allowed where the method is not', async () => {
      await start();
      const response = await app.ask('/api/v1/session', { method: 'PUT' });
      expect(response.headers.get('allow')).toBe('GET, POST, DELETE');
    });

    it('keeps the body of malformed JSON to itself', async () => {
      await start();
      const response = await app.ask('/api/v1/session', json('{"token": hunter2'));
      expect(await response.text()).not.toContain('hunter2');
      expect(app.lines.join()).not.toContain('hunter2');
    });
  });

  it('tells nothing of a defect but where to look', async () => {
    const roadmaps = {
      products: () => {
        throw new Error('the inside of the house');
      },
      current: () => undefined,
      problems: () => [],
    };
    await start({ deps: { roadmaps } });
    const response = await app.ask('/api/v1/products');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('inside');
    expect(app.lines.join()).toContain('the inside of the house');
  });

  it('holds its answers to their contract', async () => {
    await start({ roadmaps: [loaded(roadmapOf(), { loadedAt: 'yesterday' as unknown as number })] });
    const response = await app.ask('/api/v1/products/desk/roadmap');
    expect(response.status).toBe(500);
    expect(app.lines.join()).toContain('breaks its contract');
  });

  describe('sends headers that keep pages safe', () => {
    it('has a policy without any unsafe word', async () => {
      await start();
      for (const path of ['/', '/sign-in', '/api/v1/products', '/nothing.txt']) {
        const policy = (await app.ask(path)).headers.get('content-security-policy') ?? '';
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("script-src 'self'");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toContain('unsafe');
      }
    });

    it('serves pages without inline script or style', async () => {
      await start({ settings: { onLoopback: false } });
      const page = await (await app.ask('/sign-in')).text();
      expect(page).not.toMatch(/<script|<style|style=|\son\w+=/i);
    });

    it('does not say what it is made of', async () => {
      await start();
      expect((await app.ask('/')).headers.get('x-powered-by')).toBeNull();
    });
  });

  describe('serves the pages', () => {
    const page = { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

    it.each([
      '/',
      '/desk',
      '/desk/versions/v2.1',
      '/desk/review/2026-Q4',
      '/wall/office',
      '/dashboards/on-call',
    ])('the shell at %s', async (path) => {
      await start();
      const response = await app.ask(path, page);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('<title>Shell</title>');
    });

    it('hashed assets for ever', async () => {
      await start();
      const response = await app.ask('/assets/app-1a2b3c.js');
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('content-type')).toMatch(/javascript/);
    });

    it.each(['/assets/gone-9z.js', '/api/v1/nothing', '/v1/metrics'])(
      'nothing in place of %s',
      async (path) => {
        await start();
        expect((await app.ask(path, page)).status).toBe(404);
      },
    );

    it('answers an unchanged page with 304', async () => {
      await start();
      const etag = (await app.ask('/', page)).headers.get('etag') ?? '';
      expect(await statusFor(app.port, { ...page.headers, 'If-None-Match': etag }, '/')).toBe(304);
    });

    it('says what to do when they are not built', async () => {
      await start({ settings: { pages: '/nonexistent' } });
      const response = await app.ask('/desk', page);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain('npm run build');
    });

    it('tells a person of a problem in a page', async () => {
      await start();
      const response = await app.ask('/assets/nothing.js', page);
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(await response.text()).toContain('There is nothing at /assets/nothing.js.');
    });
  });

  it('compresses what is long', async () => {
    const vision = 'long '.repeat(2_000);
    await start({ roadmaps: [loaded(roadmapOf({ vision }))] });
    const response = await app.ask('/api/v1/products', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect((await bodyOf<ProductsResponse>(response)).products[0]?.vision).toBe(vision);
  });

  describe('names each request', () => {
    it.each([
      ['keeps the id of a proxy', 'proxy-12345678', 'proxy-12345678'],
      ['replaces one that could harm a log', 'x"}\\u000a{"', expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ])('%s', async (_, given, expected) => {
      await start();
      const response = await app.ask('/healthz', { headers: { 'X-Request-Id': given } });
      expect(response.headers.get('x-request-id')).toEqual(expected);
    });
  });

  describe('open on the loopback', () => {
    it.each([
      ['localhost', 200],
      ['127.0.0.1:4600', 200],
      ['[::1]:4600', 200],
      ['gateline.test', 200],
      ['evil.example', 421],
      ['127.0.0.1.evil.example:4600', 421],
      ['localhost:4600@evil.example', 421],
    ])('answers to the host %s with %i', async (host, status) => {
      await start({ settings: { trustedHosts: ['gateline.test'] } });
      expect(await statusFor(app.port, { Host: host })).toBe(status);
    });

    it.each([
      ['a page of this server', { 'Sec-Fetch-Site': 'same-origin' }, 204],
      ['a program', {}, 204],
      ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
      ['another port of this machine', { 'Sec-Fetch-Site': 'same-site' }, 403],
      ['another origin, in an old browser', { Origin: 'http://evil.example' }, 403],
      ['a sandboxed frame', { Origin: 'null' }, 403],
    ])('lets %s ask for a change or not', async (_, headers, status) => {
      await start();
      expect((await app.ask('/api/v1/session', { method: 'DELETE', headers: headers as never })).status).toBe(
        status,
      );
    });
  });

  it('describes itself as OpenAPI', async () => {
    await start();
    const document = await bodyOf<OpenApi>(app.ask('/api/v1/openapi.json'));
    expect(document.openapi).toBe('3.1.1');
    expect(Object.keys(document.paths)).toContain('/api/v1/products/{product}/roadmap');
    const gates = document.paths['/api/v1/products/{product}/gates']?.get;
    expect(gates?.parameters).toEqual([
      { name: 'product', in: 'path', required: true, schema: { type: 'string' } },
    ]);
    expect(gates?.responses['200']?.content['application/json'].schema.type).toBe('object');
  });
});

interface OpenApi {
  openapi: string;
  paths: Record<string, { get: { parameters: unknown[]; responses: Record<string, JsonContent> } }>;
}

interface JsonContent {
  content: { 'application/json': { schema: { type: string } } };
}

function json(body: string): RequestInit {
  return { method: 'POST', body, headers: { 'Content-Type': 'application/json' } };
}

/** `fetch` chooses some headers by itself (Host, Cache-Control). */
function statusFor(port: number, headers: Record<string, string>, path = '/healthz'): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  request({ host: '127.0.0.1', port, path, headers }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  })
    .on('error', reject)
    .end();
  return promise;
}
