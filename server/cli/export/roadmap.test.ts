import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config.ts';
import { type RunningGateline, startGateline } from '../../main.ts';
import { readRoadmapText } from '../../roadmap-file/read-roadmap-text.ts';
import { SOURCE_TYPES } from '../../source-types.ts';
import { run } from '../program.ts';

const example = await readFile(
  new URL('../../../examples/ticket-routing/roadmap.yaml', import.meta.url),
  'utf8',
);

describe('gateline export roadmap', () => {
  let folder: string;
  let server: RunningGateline;
  let url: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-export-'));
    await write('roadmap.yaml', example);
    await write('gateline.yaml', 'listen: 127.0.0.1:0\nstore: { kind: memory }\nlog: { level: silent }\n');
    server = await startGateline(
      await loadConfig({ cwd: folder, environment: {}, sourceTypes: SOURCE_TYPES }),
    );
    await server.evaluation.run();
    url = `http://127.0.0.1:${server.address.port}`;
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('writes the promise alone where there is no server', async () => {
    const { code, out } = await gateline('export', 'roadmap', 'roadmap.yaml');
    expect(code).toBe(0);
    expect(out).toContain('### v2: Production quality');
    expect(out).not.toContain('Verdict');
  });

  it('writes it with verdicts and actuals out of a server, and both are one roadmap when they are taken in again', async () => {
    const { code, out } = await gateline('export', 'roadmap', '--format', 'md', '--server', url);
    expect(code).toBe(0);
    expect(out).toMatch(/^_State of .*, roadmap revision [0-9a-f]{16}\./m);
    expect(out).toContain('| Criterion | Verdict | Actual | Target | n |');
    expect(out).toContain('| `latency_p99 < 2s` | ◌ no data | – | < 2 s |');
    expect(out).toMatch(/^\*\*Gate now\*\*: ◌ no data: v2 has no data on/m);
    await write('live.md', out);
    const back = await gateline('import', 'roadmap', 'live.md');
    expect(back.err).toContain('every line was read');
    expect(meaning(back.out)).toEqual(meaning(example));
  });

  it('gives the file as it stands', async () => {
    expect((await gateline('export', 'roadmap', '--format', 'yaml', '--server', url)).out).toBe(example);
    expect((await gateline('export', 'roadmap', '--format', 'yaml')).out).toBe(example);
  });

  it('tells the revision of the file as its entity tag', async () => {
    const answer = await fetch(`${url}/api/v1/products/ticket-routing/roadmap.yaml`);
    const { revision } = readRoadmapText(new TextEncoder().encode(example), '');
    expect(answer.headers.get('etag')).toBe(`"${revision}"`);
    expect(answer.headers.get('content-type')).toContain('application/yaml');
  });

  it.each([
    [['roadmap.yaml', '--server', 'http://127.0.0.1:2'], 64, 'two sources: choose one'],
    [['--product', 'other'], 64, 'there is ticket-routing'],
    [['--format', 'html'], 64, 'Allowed choices are md, yaml'],
    [['--server', 'http://127.0.0.1:2'], 69, 'nobody listens there'],
  ])('%j ends with %i', async (args, code, sentence) => {
    const outcome = await gateline('export', 'roadmap', ...args);
    expect(outcome).toMatchObject({ code, out: '', err: expect.stringContaining(sentence) });
  });

  function meaning(yaml: string): unknown {
    const { roadmap } = readRoadmapText(new TextEncoder().encode(yaml), 'roadmap.yaml');
    return JSON.parse(JSON.stringify(roadmap, (key, value: unknown) => (key === 'line' ? undefined : value)));
  }

  async function gateline(...args: string[]) {
    const told = { out: '', err: '' };
    const code = await run(args, {
      cwd: folder,
      environment: {},
      interactive: false,
      out: (text) => {
        told.out += text;
      },
      err: (text) => {
        told.err += text;
      },
    });
    return { code, ...told };
  }

  function write(file: string, content: string): Promise<void> {
    return writeFile(join(folder, file), content);
  }
});
