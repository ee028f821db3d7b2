import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { priceJsonSchema } from '../../core/price/document.ts';

/** Writes docs/prices.schema.json, formatted as everything else: `node server/price-file/write-schema.ts`. */
const file = fileURLToPath(new URL('../../docs/prices.schema.json', import.meta.url));
const biome = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));

writeFileSync(file, JSON.stringify(priceJsonSchema()));
execFileSync(biome, ['format', '--write', file], { stdio: 'inherit' });
