import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { run } from '../../server/cli/program.ts';

/** As much of the workflow schema (GitHub's "Workflow syntax" page) as the example uses: a key that is not in it is a typing mistake. */
const step = z.union([
  z.strictObject({
    uses: z.string().regex(/^[\w-]+\/[\w-]+@v\d+$/),
    name: z.string().optional(),
    if: z.string().optional(),
    with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
  z.strictObject({ name: z.string(), run: z.string() }),
]);
const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    pull_request: z.null(),
    workflow_dispatch: z.strictObject({
      inputs: z.record(
        z.string(),
        z.strictObject({
          description: z.string(),
          required: z.boolean().optional(),
          default: z.union([z.string(), z.boolean()]).optional(),
          type: z.enum(['boolean', 'choice', 'environment', 'number', 'string']).optional(),
        }),
      ),
    }),
  }),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'none'])),
  jobs: z.record(
    z.string(),
    z.strictObject({
      if: z.string(),
      'runs-on': z.string(),
      'timeout-minutes': z.number(),
      env: z.record(z.string(), z.string()).optional(),
      steps: z.array(step).min(1),
    }),
  ),
});

const gitlab = z.strictObject({
  gateline: z.strictObject({
    image: z.string(),
    stage: z.string(),
    script: z.array(z.string()).min(1),
    allow_failure: z.strictObject({ exit_codes: z.array(z.number()) }),
    artifacts: z.strictObject({ when: z.literal('always'), reports: z.strictObject({ junit: z.string() }) }),
  }),
});

const GATELINE = 'node .gateline/server/cli/gateline.js ';

describe('the examples for CI', () => {
  it('has a workflow that GitHub understands', async () => {
    const read = workflow.safeParse(parse(await example('github-actions.yml')));
    expect(read.error).toBeUndefined();
    for (const { steps } of Object.values(read.data?.jobs ?? {})) {
      for (const one of steps)
        if ('run' in one) expect(one.run, 'an input pasted into a script').not.toContain('${{');
    }
  });

  it('has a job that GitLab understands', async () => {
    expect(gitlab.safeParse(parse(await example('gitlab-ci.yml'))).error).toBeUndefined();
  });

  it.each(['github-actions.yml', 'gitlab-ci.yml'])('runs in %s what Gateline understands', async (file) => {
    const commands = commandsIn(await example(file));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      // Nobody is there to answer: whatever is wrong with the words would be told before that is found out.
      const { code, err } = await gateline(command);
      expect({ command, code, usage: /^error:|two ways/m.test(err) }).toEqual({
        command,
        code: expect.any(Number),
        usage: false,
      });
      expect([64, 69]).toContain(code);
    }
  });
});

function example(file: string): Promise<string> {
  return readFile(new URL(`../../examples/ci/${file}`, import.meta.url), 'utf8');
}

/** The words behind every call of Gateline, with its variables filled in. */
function commandsIn(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.includes(GATELINE))
    .map((line) => line.slice(line.indexOf(GATELINE) + GATELINE.length))
    .map((line) =>
      line
        .replaceAll('"$ITEM"', 'v2')
        .replaceAll('$ALLOW', '--allow=unproven')
        .replaceAll(/"?\$\w+"?/g, 'x')
        .trim()
        .split(/\s+/),
    );
}

async function gateline(args: readonly string[]) {
  const told = { err: '' };
  const code = await run([...args], {
    cwd: '/nowhere',
    environment: { GATELINE_SERVER: 'http://127.0.0.1:2' },
    interactive: false,
    out: () => {},
    err: (text) => {
      told.err += text;
    },
  });
  return { code, ...told };
}
