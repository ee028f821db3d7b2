import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GatelineError } from '../../../core/errors.ts';
import { LIMITS } from '../../../core/roadmap/document/limits.ts';
import { parseWithin } from '../../markdown/parse-within.ts';
import { type ImportedRoadmap, importMarkdown } from './import-markdown.ts';
import { PlanCalendar } from './plan-calendar.ts';
import { sourceText } from './source-text.ts';

/** No roadmap takes so long; what does was made to. */
const PARSE_LIMIT_MS = 20_000;

export interface ReadFileOptions {
  /** How messages call the file. */
  readonly shownAs: string;
  readonly product?: string | undefined;
  /** When the plan's first month is. */
  readonly start?: string | undefined;
}

/**
 * Reads a roadmap's document in Markdown.
 *
 * @param path absolute
 * @throws GatelineError `document-invalid` in one sentence: not there, too large, no text, no Markdown; `bad-request` for a start that is none
 */
export async function readMarkdownFile(path: string, options: ReadFileOptions): Promise<ImportedRoadmap> {
  const { shownAs } = options;
  const calendar = PlanCalendar.from(options.start);
  if (calendar === undefined) {
    throw new GatelineError(
      'bad-request',
      `${JSON.stringify(options.start)} is no month; write the plan's first one such as 2026-01.`,
    );
  }
  const text = textOf(await bytesOf(path, shownAs), shownAs);
  const source = sourceText(text);
  const root = await parseWithin(source.markdown, PARSE_LIMIT_MS);
  if (root === undefined) {
    throw invalid(
      shownAs,
      `could not be read within ${PARSE_LIMIT_MS / 1000} seconds: no roadmap is built like that`,
    );
  }
  if (!root.children.some(({ type }) => type === 'heading' || type === 'table' || type === 'list')) {
    throw invalid(shownAs, 'is no roadmap in Markdown: it has no heading, no table and no list');
  }
  const fileName = basename(path).replace(/\.[^.]*$/, '');
  const imported = importMarkdown(source, root, { fileName, calendar, product: options.product });
  // What Gateline wrote itself may be a roadmap in which nothing stands yet.
  if (!source.literal && saysNothing(imported)) {
    throw invalid(
      shownAs,
      'is no roadmap in Markdown: in none of its lines there is a vision, a phase, a version, a milestone or a gate that could be read (docs/roadmap.md says what can)',
    );
  }
  return imported;
}

/** Nothing but settings and the name, which any document has. */
function saysNothing({ document }: ImportedRoadmap): boolean {
  const settings = ['product', 'name', 'zone', 'currency', 'fiscal_year_start'];
  return Object.keys(document).every((key) => settings.includes(key));
}

async function bytesOf(path: string, shownAs: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > LIMITS.bytes)
      throw invalid(shownAs, `has ${size} bytes, and a roadmap has at most ${LIMITS.bytes}`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof GatelineError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw invalid(shownAs, REASONS[code] ?? `cannot be read (${code})`, cause);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be read: its permissions forbid it',
  EISDIR: 'is a folder, where a file was expected',
};

function textOf(bytes: Uint8Array, shownAs: string): string {
  if (bytes.includes(0)) throw invalid(shownAs, 'is no text: it holds bytes that no Markdown has');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.trim() === '') throw invalid(shownAs, 'is empty');
    return text;
  } catch (cause) {
    if (cause instanceof GatelineError) throw cause;
    throw invalid(shownAs, 'is not text in UTF-8', cause);
  }
}

function invalid(shownAs: string, why: string, cause?: unknown): GatelineError {
  return new GatelineError('document-invalid', `${shownAs} ${why}.`, { cause });
}
