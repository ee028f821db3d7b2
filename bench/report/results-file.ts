import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { PartResult } from '../part.ts';
import type { Extent } from './figures.ts';
import { type Machine, machineSentence } from './machine.ts';
import { markdownTable } from './table.ts';

const HEAD = `# Results of the bench

Written by \`npm run bench\`; each run replaces the sections of the parts that it ran. A figure in parentheses is that figure as a multiple of
Gateline's. Figures of a short run (\`--quick\`) are rough: they show that everything works, not how fast, and no bar is judged by them.
`;

const HEADINGS = { full: '## Whole runs', quick: '## Short runs (`--quick`)' } as const;

/** Puts a part's result into the file, in the place of its older one. */
export function writeResult(
  file: string,
  part: string,
  extent: Extent,
  result: PartResult,
  machine: Machine,
  at: Date,
): void {
  const sections = existsSync(file) ? parseSections(readFileSync(file, 'utf8')) : new Map<string, string>();
  sections.set(keyOf(extent, part), sectionText(part, extent, result, machine, at));
  writeFileSync(file, fileText(sections));
}

function sectionText(part: string, extent: Extent, result: PartResult, machine: Machine, at: Date): string {
  const day = at.toISOString().slice(0, 16).replace('T', ' ');
  return [
    `### ${part}${extent === 'quick' ? ' (quick)' : ''}`,
    `${day} UTC. ${machineSentence(machine, result.versions ?? {})}`,
    markdownTable(result, extent),
    ...(result.notes ?? []).map((note) => `- ${note}`),
  ].join('\n\n');
}

const MARKER = /<!-- (full|quick) ([a-z0-9-]+) -->\n([\s\S]*?)\n<!-- end -->/g;

function parseSections(text: string): Map<string, string> {
  const found = [...text.matchAll(MARKER)];
  return new Map(found.map(([, extent, part, body]) => [keyOf(extent as Extent, part ?? ''), body ?? '']));
}

function fileText(sections: ReadonlyMap<string, string>): string {
  const extents: readonly Extent[] = ['full', 'quick'];
  const blocks = extents.flatMap((extent) => {
    const own = [...sections]
      .filter(([key]) => key.startsWith(`${extent} `))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (own.length === 0) return [];
    return [HEADINGS[extent], ...own.map(([key, body]) => `<!-- ${key} -->\n${body}\n<!-- end -->`)];
  });
  return `${[HEAD.trimEnd(), ...blocks].join('\n\n')}\n`;
}

function keyOf(extent: Extent, part: string): string {
  return `${extent} ${part}`;
}
