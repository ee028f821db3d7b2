import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, GatelineError } from '../../core/errors.ts';
import { problemDetails } from './contract/common.ts';
import { asGatelineError, problemOf, statusOf } from './problem.ts';

const docs = await readFile(resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8');

describe('the list of errors', () => {
  it('has a paragraph for each code, and for no other', () => {
    const described = [...docs.matchAll(/^### ([a-z-]+)$/gm)].map(([, code]) => code);
    expect([...described].sort()).toEqual([...ERROR_CODES].sort());
  });

  it.each(ERROR_CODES)('tells the right HTTP status of %s, where it tells one', (code) => {
    const paragraph = docs.split(`### ${code}\n`)[1]?.split('\n#')[0] ?? '';
    const told = /HTTP (\d{3})/.exec(paragraph)?.[1];
    if (told !== undefined) expect(statusOf(code)).toBe(Number(told));
    else expect(statusOf(code)).toBeGreaterThanOrEqual(409);
  });
});

describe('a problem', () => {
  it('is what the contract says', () => {
    const error = new GatelineError('not-found', 'There is no product "x" here.');
    expect(problemDetails.parse(problemOf(error, 'r-1'))).toEqual({
      type: 'urn:gateline:error:not-found',
      title: 'Not Found',
      status: 404,
      detail: 'There is no product "x" here.',
      code: 'not-found',
      requestId: 'r-1',
    });
  });

  it('never tells what a defect said', () => {
    const error = asGatelineError(new TypeError("Cannot read properties of undefined (reading 'secret')"));
    expect(problemOf(error, 'r').detail).toBe('Something went wrong in the server; its log says what.');
    expect((error.cause as Error).message).toContain('secret');
  });
});
