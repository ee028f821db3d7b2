import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { presetsDocument } from './document.ts';

/** Writes the generated part of docs/presets.md: `node collectors/presets/write-document.ts`. */
const file = fileURLToPath(new URL('../../docs/presets.md', import.meta.url));
const [begin, end] = ['<!-- presets: begin -->', '<!-- presets: end -->'];

const text = readFileSync(file, 'utf8');
const head = text.slice(0, text.indexOf(begin) + begin.length);
writeFileSync(file, `${head}\n\n${presetsDocument()}\n\n${text.slice(text.indexOf(end))}`);
