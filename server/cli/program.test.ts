import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import { SOURCE_TYPES } from '../source-types.ts';
import { fileKind } from './file-kind.ts';
import { run } from './program.ts';

describe('gateline', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['--help'], /Examples:\n {2}gateline demo /],
    [['serve', '--help'], /--port <port>/],
    [['token', 'create', '--help'], /--expires <duration>/],
  ])('%j is told on standard output', async (args, expected) => {
    const { code, out } = await command(...args);
    expect(code).toBe(0);
    expect(out).toMatch(expected);
  });

  it.each([
    [['tokn'], "error: unknown command 'tokn'\n(Did you mean token?)"],
    [['serve', '--prot', '1'], "error: unknown option '--prot'\n(Did you mean --port?)"],
    [
      ['serve', '--port', '70000'],
      "error: option '--port <port>' argument '70000' is invalid. A port is a number from 0 to 65535.",
    ],
    [['token', 'create'], "error: required option '--role <role>' not specified"],
    [['token', 'create', '--role', 'boss'], 'Allowed choices are display, viewer, editor, admin, ingest.'],
    [
      ['token', 'create', '--role', 'viewer', '--expires', 'soon'],
      'A duration is written such as 90d or 12h.',
    ],
  ])('%j is a mistake in use: exit code 64', async (args, expected) => {
    const { code, out, err } = await command(...args);
    expect(code).toBe(64);
    expect(err).toContain(expected);
    expect(out).toBe('');
  });

  it('says how to begin when there is no configuration', async () => {
    const { code, err } = await command('serve');
    expect(code).toBe(64);
    expect(err).toBe(`There is no ${join(folder, 'gateline.yaml')}. Make one to begin with: gateline init\n`);
  });

  it('shows what is behind an error only when asked', async () => {
    expect((await command('serve')).err).not.toContain('at ');
    expect((await command('serve', '--verbose')).err).toMatch(
      /GatelineError: There is no[\s\S]*caused by Error: ENOENT/,
    );
  });

  it('tells every mistake of the configuration', async () => {
    await write('gateline.yaml', 'lisen: 1\ndata: [x]\n');
    const { code, err } = await command('serve');
    expect(code).toBe(1);
    expect(err.split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^gateline\.yaml:1:1: error: `lisen` is no key of this file/),
      expect.stringMatching(/^gateline\.yaml:2:7: error: A list was read under `data`/),
    ]);
  });

  describe('init', () => {
    it('writes the schema that the roadmap names in its first line, for editors', async () => {
      await command('init');
      const [first] = (await readFile(join(folder, 'roadmap.yaml'), 'utf8')).split('\n');
      const named = first?.split('$schema=./')[1] ?? 'none';
      const committed = await readFile(new URL('../../docs/roadmap.schema.json', import.meta.url), 'utf8');
      expect(JSON.parse(await readFile(join(folder, named), 'utf8'))).toEqual(JSON.parse(committed));
    });

    it('writes files to begin with that are in order', async () => {
      const { code, out } = await command('init', 'my-product');
      expect(code).toBe(0);
      expect(out).toContain(
        'wrote my-product/gateline.yaml\nwrote my-product/roadmap.yaml\nwrote my-product/dashboards/wall.yaml\nwrote my-product/roadmap.schema.json\n',
      );
      const files = ['gateline.yaml', 'roadmap.yaml', 'dashboards/wall.yaml'].map((file) =>
        join('my-product', file),
      );
      const validated = await command('validate', ...files);
      expect(validated).toMatchObject({ code: 0, err: '' });
      expect(validated.out.match(/no problems/g)).toHaveLength(3);
    });

    it('writes a configuration whose other ways are in order too, once they are uncommented', async () => {
      await command('init');
      const text = await readFile(join(folder, 'gateline.yaml'), 'utf8');
      const [head, ...ways] = text.split(/^ {2}# (?=\d\. )/m);
      const blocks = ways.map((way) => way.replace(/^.*\n/, '').replace(/^ {2}# ?/gm, '  '));
      expect(blocks).toHaveLength(3);
      for (const block of blocks) {
        const type = /type: (\w+)/.exec(block)?.[1] ?? '';
        if (!Object.hasOwn(SOURCE_TYPES, type)) continue;
        const { problems } = parseConfig('gateline.yaml', `${head}${block}`, {
          environment: {},
          sourceTypes: SOURCE_TYPES,
        });
        expect(problems).toEqual([]);
      }
    });

    it('never overwrites', async () => {
      await write('roadmap.yaml', 'mine');
      const { code, err } = await command('init');
      expect(code).toBe(1);
      expect(err).toBe(
        `${join(folder, 'roadmap.yaml')} is there already, and nothing is overwritten; name another folder: gateline init FOLDER\n`,
      );
      expect(await readFile(join(folder, 'roadmap.yaml'), 'utf8')).toBe('mine');
    });

    it('says so when it cannot write', async () => {
      await write('file', '');
      const { code, err } = await command('init', 'file/sub');
      expect(code).toBe(69);
      expect(err).toMatch(/^Cannot write .*file\/sub\/gateline\.yaml \(ENOTDIR\)\.\n$/);
    });
  });

  describe('validate', () => {
    it('looks at prices, ours and those in the format of LiteLLM', async () => {
      await write('prices.yaml', 'currency: EUR\nper: 1000000\nmodels: { m: { input: 1, ouput: 2 } }\n');
      await write(
        'litellm.json',
        JSON.stringify({ m: { input_cost_per_token: 1e-6, litellm_provider: 'x' } }),
      );
      const { code, out } = await command('validate', 'prices.yaml', 'litellm.json');
      expect(code).toBe(1);
      expect(out).toContain('prices.yaml:3:26: error: `ouput` is no key under `models.m`');
      expect(out).toContain('litellm.json: no problems; prices of 1 model in USD');
    });

    it('looks at the prices that the configuration names, also when they are not there', async () => {
      await command('init');
      await write('gateline.yaml', 'prices: [costs.yaml]');
      const { code, out } = await command('validate');
      expect(code).toBe(1);
      expect(out).toMatch(/costs\.yaml:1:1: error: The file of prices is not there\./);
      await write('costs.yaml', 'currency: EUR\nper: 1\nmodels: { m: { input: 0.5 }, n: { output: 1 } }\n');
      expect((await command('validate')).out).toContain('costs.yaml: no problems; prices of 2 models in EUR');
    });

    it('ends with 1 and shows the place when a roadmap is wrong', async () => {
      await write(
        'roadmap.yaml',
        'product: desk\nname: Desk\nmodels:\n  - id: v1\n    title: One\n    gate:\n      criteria: [latency_p99 < 3%]\n',
      );
      const { code, out } = await command('validate', 'roadmap.yaml');
      expect(code).toBe(1);
      expect(out).toMatch(/roadmap\.yaml:7:\d+: error: /);
      expect(out).toContain('latency_p99 < 3%');
    });

    it('looks at the configuration and its roadmaps when no file is named', async () => {
      await command('init');
      expect((await command('validate')).out).toMatch(
        /gateline\.yaml: no problems; a configuration[\s\S]*roadmap\.yaml: no problems/,
      );
      await write('gateline.yaml', 'roadmaps: [other.yaml]');
      const { code, out } = await command('validate');
      expect(code).toBe(1);
      expect(out).toMatch(/other\.yaml:1:1: error: The file is not there\./);
    });

    it('speaks JSON to machines', async () => {
      await write('wall.yaml', 'id: x\ntitle: X\nscreens: []\n');
      const { code, out } = await command('validate', '--json', 'wall.yaml');
      expect(code).toBe(1);
      expect(JSON.parse(out)).toMatchObject({
        valid: false,
        problems: [{ line: 3, column: 10, severity: 'error' }],
      });
    });

    it('never prints the lines of a configuration, which may hold what nobody should see', async () => {
      await write('gateline.yaml', 'data: ./data\ntoken: hunter2\n');
      const { out } = await command('validate');
      expect(out).toContain('`token` is no key');
      expect(out).not.toContain('hunter2');
    });

    it.each([
      ['product: desk\n', 'roadmap'],
      ['id: x\nscreens: []\n', 'dashboard'],
      ['listen: 1\n', 'configuration'],
      ['product: [\nname: x', 'roadmap'],
      ['prodct: desk\nname: x\nmodels:\n  - id: v1\n', 'roadmap'],
      ['name: x\nvision: y\n', 'roadmap'],
      ['per: 1M\nmodels:\n  gpt-5: { input: 1 }\n', 'prices'],
      ['', 'configuration'],
    ])('tells %j for a %s', (text, kind) => {
      expect(fileKind(text)).toBe(kind);
    });

    it('takes a file with nothing in it for what its name says', () => {
      expect(fileKind('# soon\n\n', 'gateline.yaml')).toBe('configuration');
      expect(fileKind('# soon\n\n', 'roadmap.yaml')).toBe('roadmap');
    });
  });

  describe('token', () => {
    beforeEach(() => write('gateline.yaml', 'data: ./data'));

    it('shows a new token once, alone on standard output', async () => {
      const { code, out, err } = await command(
        'token',
        'create',
        '--role',
        'viewer',
        '--name',
        'product team',
        '--expires',
        '90d',
      );
      expect(code).toBe(0);
      expect(out).toMatch(/^gl_[0-9a-z]{8}_[0-9a-z]{50}\n$/);
      expect(err).toContain('It is shown this once');
      const list = await command('token', 'list');
      expect(list.out).toMatch(
        /^id {8}role {4}name {10}created {5}expires {5}state\n\w{8} {2}viewer {2}product team/,
      );
      expect(list.out).not.toContain(out.trim());
      expect(JSON.parse((await command('token', 'list', '--json')).out)).toMatchObject([
        { role: 'viewer', state: 'valid' },
      ]);
    });

    it('revokes by id, once', async () => {
      const id = (await command('token', 'create', '--role', 'admin')).out.slice(3, 11);
      expect(await command('token', 'revoke', id)).toMatchObject({
        code: 0,
        out: `Revoked ${id} (admin, admin).\n`,
      });
      expect(await command('token', 'revoke', id)).toMatchObject({
        code: 1,
        err: `The token ${id} is revoked already.\n`,
      });
      expect(await command('token', 'revoke', 'nosuchid')).toMatchObject({ code: 1 });
      expect((await command('token', 'list')).out).toContain('revoked');
    });

    it('says when there are none', async () => {
      expect((await command('token', 'list')).out).toContain('There are no tokens yet.');
    });
  });

  async function command(...args: string[]) {
    const told = { out: '', err: '' };
    const terminal = {
      cwd: folder,
      environment: {},
      interactive: false,
      out: (text: string) => {
        told.out += text;
      },
      err: (text: string) => {
        told.err += text;
      },
    };
    const code = await run(args, terminal);
    return { code, ...told };
  }

  async function write(file: string, text: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, file), text);
  }
});
