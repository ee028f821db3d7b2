import { parseDocument } from 'yaml';
import { FileFaults, fault } from '../fault.ts';

/** Aliases that are followed: a few lines of them could become gigabytes. */
const MOST_ALIASES = 100;

/**
 * Parses YAML.
 *
 * @throws FileFaults with the place where it breaks off
 */
export function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { logLevel: 'silent' });
    const [error] = document.errors;
    if (error === undefined) return document.toJS({ maxAliasCount: MOST_ALIASES });
    const [place] = error.linePos ?? [];
    throw fault(
      'This is not YAML.',
      place === undefined ? {} : { place: { line: place.line, column: place.col } },
    );
  } catch (error) {
    if (error instanceof FileFaults) throw error;
    // Aliases of nothing or of too much, and what stands too deep inside itself.
    throw fault('This YAML cannot be read: its aliases lead nowhere, or it stands too deep inside itself.');
  }
}
