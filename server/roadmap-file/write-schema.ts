import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { roadmapJsonSchema } from '../../core/roadmap/document/schema.ts';

/** Writes docs/roadmap.schema.json, formatted as everything else: `node server/roadmap-file/write-schema.ts`. */
const file = fileURLToPath(new URL('../../docs/roadmap.schema.json', import.meta.url));
const biome = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));

writeFileSync(file, JSON.stringify(roadmapJsonSchema()));
execFileSync(biome, ['format', '--write', file], { stdio: 'inherit' });
