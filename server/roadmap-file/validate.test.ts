import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateRoadmaps } from './validate.ts';

describe('the validation of roadmap files', () => {
  let folder: string;
  let good: string;
  let bad: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateline-validate-'));
    good = join(folder, 'good.yaml');
    bad = join(folder, 'bad.yaml');
    await writeFile(
      good,
      'product: desk\nname: Desk\nmodels:\n  - id: v1\n    title: One\n    gate:\n      criteria: [accuracy <= 85%]\n',
    );
    await writeFile(bad, 'product: search\nname: Search\nzone: Berlin\nvisoin: x\n');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('passes what has only warnings, and shows them', async () => {
    const { exitCode, text, json } = await validateRoadmaps([good]);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      valid: true,
      errors: 0,
      warnings: 1,
      files: [{ file: good, valid: true, product: 'desk', items: 1, gates: 1, criteria: 1 }],
      problems: [{ severity: 'warning', line: 7, column: 30 }],
    });
    expect(text).toContain(`${good}:7:30: warning:`);
    expect(text).toContain(`${good}: 1 warning; desk with 1 item, 1 gate, 1 criterion\n`);
  });

  it('fails what has an error, with every one in its place', async () => {
    const { exitCode, text, json, problems } = await validateRoadmaps([bad, good, join(folder, 'none.yaml')]);
    expect(exitCode).toBe(1);
    expect(problems.map(({ line, column, suggestion }) => [line, column, suggestion])).toEqual([
      [3, 7, 'Europe/Berlin'],
      [4, 1, 'vision'],
      [7, 30, '>='],
      [1, 1, undefined],
    ]);
    expect(json.files.map(({ valid }) => valid)).toEqual([false, true, false]);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(text).toContain('    3 | zone: Berlin\n      |       ^^^^^^\n      = try: Europe/Berlin\n');
    expect(text).toContain(`${bad}: 2 errors\n`);
    expect(text).toContain('The file is not there.');
  });

  it('says of each gate what it needs to be decided, before there are data', async () => {
    const planned = join(folder, 'planned.yaml');
    const gate = 'gate:\n      criteria: [accuracy >= 85% on evaluation, accuracy >= 98% on evaluation]\n';
    await writeFile(planned, `product: desk\nname: Desk\nmodels:\n  - id: v1\n    title: One\n    ${gate}`);
    const { text, json } = await validateRoadmaps([planned]);
    expect(text).toContain(
      `
What its gates need:
  v1
    accuracy >= 85% on evaluation
      with 50 items it passes only at 47 or more; if the truth is 90 %, plan about 250
    accuracy >= 98% on evaluation
      with 50 items it cannot pass, even if all are: it takes 133 at least; if the truth is 99 %, plan about 890
`,
    );
    expect(json.files[0]?.plans).toMatchObject([
      { item: 'v1', criteria: [{ plan: { passesAt: 47, planned: { n: 250 } } }, { plan: { leastN: 133 } }] },
    ]);
  });

  it('sees that two files are about one product', async () => {
    const again = join(folder, 'again.yaml');
    await writeFile(again, 'product: desk\nname: Again\n');
    const { problems, exitCode } = await validateRoadmaps([good, again]);
    expect(exitCode).toBe(1);
    expect(problems.at(-1)).toMatchObject({ file: again, severity: 'error', read: 'desk' });
  });
});
