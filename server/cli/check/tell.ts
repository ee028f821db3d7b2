import { appendFile } from 'node:fs/promises';
import { GatelineError } from '../../../core/errors.ts';
import type { Terminal } from '../terminal.ts';
import { writeOut } from '../write-out.ts';
import { annotations } from './annotations.ts';
import { checkJson } from './json.ts';
import { junit } from './junit.ts';
import type { CheckReport } from './report.ts';
import { checkSummary } from './summary.ts';
import { checkTable } from './table.ts';

/** In which forms an outcome is told. */
export interface Telling {
  readonly json: boolean;
  /** File of the JUnit XML. */
  readonly junit: string | undefined;
}

/**
 * Tells the outcome: on standard output for people or machines, in a JUnit file where that is wanted, and where GitHub Actions runs us also
 * beside the lines of the roadmap and on the page of the run.
 *
 * @throws GatelineError `folder-not-writable`
 */
export async function tell(report: CheckReport, telling: Telling, terminal: Terminal): Promise<void> {
  const { environment, interactive } = terminal;
  const color = interactive && (environment.NO_COLOR ?? '') === '';
  terminal.out(telling.json ? checkJson(report) : checkTable(report, { color }));
  if (telling.junit !== undefined) await writeOut(telling.junit, junit(report), terminal);
  if (environment.GITHUB_ACTIONS !== 'true') return;
  // GitHub reads commands out of both streams; standard output belongs to whoever reads the JSON.
  const commands = annotations(report);
  if (telling.json) terminal.err(commands);
  else terminal.out(commands);
  await addSummary(environment.GITHUB_STEP_SUMMARY, report);
}

async function addSummary(file: string | undefined, report: CheckReport): Promise<void> {
  if (file === undefined || file === '') return;
  try {
    await appendFile(file, checkSummary(report));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new GatelineError('folder-not-writable', `Cannot add to $GITHUB_STEP_SUMMARY, ${file} (${code}).`, {
      cause,
    });
  }
}
