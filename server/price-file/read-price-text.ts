import { PRICE_LIMITS, priceDocumentSchema, readPriceDocument } from '../../core/price/document.ts';
import { isLitellmPrices, readLitellmPrices, type UnreadablePrice } from '../../core/price/litellm.ts';
import type { PriceTable } from '../../core/price/price-table.ts';
import type { Problem } from '../../core/roadmap/roadmap.ts';
import { hasErrors } from '../../core/text/problem.ts';
import { schemaProblems } from '../yaml/schema-problems.ts';
import { YamlSource } from '../yaml/yaml-source.ts';

/** What a file of prices says. */
export interface PriceText {
  /** Present when no problem is an error. */
  readonly table: PriceTable | undefined;
  /** `litellm`: it is in the format of LiteLLM's model_prices_and_context_window.json. */
  readonly format: 'gateline' | 'litellm';
  readonly problems: readonly Problem[];
}

/** More entries than these are counted and not told one by one. */
const MAX_TOLD = 100;
/** A file of our own is written by people; what is larger is no YAML of theirs. */
const LARGEST_YAML_BYTES = 4 * 1_048_576;

/** Reads the bytes of a file of prices, in our format or in LiteLLM's. Never throws: what is wrong is among the problems. */
export function readPriceText(bytes: Uint8Array, file: string): PriceText {
  if (bytes.length > PRICE_LIMITS.bytes) {
    return unreadable(
      file,
      `The file has ${bytes.length} bytes, and prices have at most ${PRICE_LIMITS.bytes}.`,
    );
  }
  const text = decode(bytes);
  if (text === undefined) return unreadable(file, 'The file is not text in UTF-8.');
  const json = text.trimStart().startsWith('{') ? parsed(text) : undefined;
  if (isLitellmPrices(json)) return litellm(text, json, file);
  if (bytes.length > LARGEST_YAML_BYTES) {
    const message = `The file has ${bytes.length} bytes, and prices of our own have at most ${LARGEST_YAML_BYTES}.`;
    return unreadable(file, message);
  }
  return document(text, file);
}

function document(text: string, file: string): PriceText {
  const source = new YamlSource(file, text);
  const syntax = source.syntaxProblems();
  if (syntax.length > 0) return { table: undefined, format: 'gateline', problems: syntax };
  const value = source.value() ?? {};
  const result = priceDocumentSchema.safeParse(value);
  if (!result.success) {
    const problems = schemaProblems(source, result.error.issues, { schema: priceDocumentSchema, value });
    return { table: undefined, format: 'gateline', problems: inOrder(problems) };
  }
  const { table, remarks } = readPriceDocument(result.data);
  const problems = inOrder(
    remarks.map(({ severity, path, message }) => ({ severity, file, ...source.placeOf(path), message })),
  );
  return { table: hasErrors(problems) ? undefined : table, format: 'gateline', problems };
}

/** Somebody else's file: an entry that cannot be used takes nothing of the others away. */
function litellm(text: string, json: Readonly<Record<string, unknown>>, file: string): PriceText {
  const { table, unreadable: entries } = readLitellmPrices(json);
  const lines = new LineFinder(text);
  const problems = entries.slice(0, MAX_TOLD).map((entry): Problem => entryProblem(entry, file, lines));
  const more = entries.length - problems.length;
  if (more > 0) {
    const message = `${more} more entries cannot be used.`;
    problems.push({ severity: 'warning', file, line: 1, column: 1, message });
  }
  return { table, format: 'litellm', problems };
}

function entryProblem({ model, message }: UnreadablePrice, file: string, lines: LineFinder): Problem {
  const place = lines.placeOf(JSON.stringify(model));
  return {
    severity: 'warning',
    file,
    ...place,
    message: `${message.replace(/\.$/, '')}; it counts as unpriced.`,
  };
}

/** Places in a text, for one thing after the other. */
class LineFinder {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  placeOf(wanted: string): { readonly line: number; readonly column: number } {
    const at = this.#text.indexOf(wanted);
    const before = this.#text.slice(0, Math.max(0, at));
    const line = before.split('\n').length;
    return { line, column: before.length - before.lastIndexOf('\n') };
  }
}

function unreadable(file: string, message: string): PriceText {
  const problem: Problem = { severity: 'error', file, line: 1, column: 1, message };
  return { table: undefined, format: 'gateline', problems: [problem] };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
