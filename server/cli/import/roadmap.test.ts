import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../program.ts';

const PLAN = `# Search

## Model Version Roadmap

### Model v1: First answers (Month 1-2)

**Evaluation gate**: [X]% accuracy, p99 latency < 2s

| Milestone | Owner | Target Date | Status |
|---|---|---|---|
| Benchmark | [Name] | 2026-02-01 | [ ] |

Nobody can read this.
`;

describe('gateline import roadmap', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-import-'));
    await write('plan.md', PLAN);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('writes roadmap.yaml to standard output, and to the other stream what it made of the document', async () => {
    const { code, out, err } = await gateline('import', 'roadmap', 'plan.md');
    expect(code).toBe(0);
    expect(out).toContain('- accuracy >= [X]% on evaluation');
    expect(err).toContain('plan.md:13: not read: Nobody can read this.');
    expect(err).toContain(
      'plan.md: 1 item, 1 milestone, 1 gate; 2 criteria proposed; 1 line could not be read',
    );
    expect(err).toContain('gateline validate roadmap.yaml');
  });

  it('writes a file whose gaps validate names with their lines, and never over another', async () => {
    expect(
      (await gateline('import', 'roadmap', 'plan.md', '--out', 'roadmap.yaml', '--start', '2026-01')).code,
    ).toBe(0);
    const yaml = await readFile(join(folder, 'roadmap.yaml'), 'utf8');
    const validated = await gateline('validate', 'roadmap.yaml');
    expect(validated.code).toBe(1);
    const [line] = yaml
      .split('\n')
      .flatMap((text, i) =>
        text.includes('[X]%') && !text.includes('#') && text.includes('accuracy >=') ? [i + 1] : [],
      );
    expect(validated.out).toContain(`roadmap.yaml:${line}:`);
    expect(validated.out).toContain('`[X]` is a placeholder: write what must be reached.');
    expect(validated.out).toContain('`[Name]` is a placeholder: say who owns it, or take it out.');
    const again = await gateline('import', 'roadmap', 'plan.md', '--out', 'roadmap.yaml');
    expect(again.code).toBe(1);
    expect(again.err).toContain('is there already and is left alone');
    expect(
      (await gateline('import', 'roadmap', 'plan.md', '--out', 'roadmap.yaml', '--overwrite')).code,
    ).toBe(0);
  });

  it('says what it made of a document as JSON', async () => {
    const { code, out } = await gateline(
      'import',
      'roadmap',
      'plan.md',
      '--out',
      'r.yaml',
      '--json',
      '--product',
      'finder',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      from: 'plan.md',
      out: 'r.yaml',
      product: 'finder',
      items: 1,
      milestones: 1,
      gates: 1,
      proposedCriteria: 2,
      errors: 1,
      warnings: 4,
      unread: [{ line: 13, text: 'Nobody can read this.' }],
    });
  });

  it('takes in what gateline export roadmap wrote, and gives the same file back', async () => {
    await write(
      'first.yaml',
      'product: desk\nname: Desk\nmodels:\n  - id: v1\n    title: One\n    gate:\n      criteria:\n        - latency_p99 < 2s\n',
    );
    expect((await gateline('export', 'roadmap', 'first.yaml', '--out', 'first.md')).code).toBe(0);
    expect(await gateline('import', 'roadmap', 'first.md', '--out', 'second.yaml')).toMatchObject({
      code: 0,
      out: '',
    });
    expect((await gateline('export', 'roadmap', 'second.yaml')).out).toBe(
      await readFile(join(folder, 'first.md'), 'utf8'),
    );
  });

  it('takes in a roadmap in which nothing stands yet, when Gateline wrote it', async () => {
    await write('first.yaml', 'product: desk\nname: Desk\n');
    expect((await gateline('export', 'roadmap', 'first.yaml', '--out', 'first.md')).code).toBe(0);
    expect((await gateline('import', 'roadmap', 'first.md')).code).toBe(0);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['empty.md', ' \n', 'empty.md is empty.'],
    [
      'picture.md',
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]),
      'picture.md is no text: it holds bytes that no Markdown has.',
    ],
    ['latin.md', new Uint8Array([0x23, 0x20, 0xe9, 0xff]), 'latin.md is not text in UTF-8.'],
    [
      'data.json',
      '{"a": 1}',
      'data.json is no roadmap in Markdown: it has no heading, no table and no list.',
    ],
    [
      'minutes.md',
      '# Minutes\n\nWe talked.\n\n- coffee is out\n- the next one is on Monday\n\n| Who | What |\n|-|-|\n| all | nothing |\n',
      'minutes.md is no roadmap in Markdown: in none of its lines there is a vision, a phase, a version, a milestone or a gate that could be read (docs/roadmap.md says what can).',
    ],
    [
      'huge.md',
      `# A\n${'x'.repeat(1_100_000)}`,
      'huge.md has 1100004 bytes, and a roadmap has at most 1048576.',
    ],
  ])('says in one sentence that it cannot read %s', async (file, content, sentence) => {
    await write(file, content);
    const { code, out, err } = await gateline('import', 'roadmap', file);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: `${sentence}\n` });
  });

  it('says so when the file is not there, or is a folder', async () => {
    await mkdir(join(folder, 'docs'));
    expect(await gateline('import', 'roadmap', 'nowhere.md')).toMatchObject({
      code: 1,
      err: 'nowhere.md is not there.\n',
    });
    expect(await gateline('import', 'roadmap', 'docs')).toMatchObject({
      code: 1,
      err: 'docs is a folder, where a file was expected.\n',
    });
  });

  it.each([
    [['--start', 'spring'], '"spring" is no month'],
    [['--json'], "option '--json' needs '--out <file>'"],
  ])('%j is a mistake in use', async (more, sentence) => {
    const { code, err } = await gateline('import', 'roadmap', 'plan.md', ...more);
    expect(code).toBe(64);
    expect(err).toContain(sentence);
  });

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

  function write(file: string, content: string | Uint8Array): Promise<void> {
    return writeFile(join(folder, file), content);
  }
});
