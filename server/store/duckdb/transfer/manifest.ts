import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { GatelineError } from '../../../../core/errors.ts';

/** It is written last: a folder without it is no export. */
export const MANIFEST = 'manifest.json';
/** Of the files and what stands in them. A reader refuses what is newer. */
export const FORMAT_VERSION = 1;

const MAX_BYTES = 64 * 2 ** 20;

/** A file of an export, by its path inside the folder, which has no other letters. */
const fileSchema = z.strictObject({
  name: z.string().regex(/^[a-z_]+(\/\d{4}-\d{2}-\d{2})?\.parquet$/),
  rows: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ExportedFile = z.infer<typeof fileSchema>;

const manifestSchema = z.strictObject({
  format: z.literal('gateline-data'),
  version: z.int().min(1),
  /** Version of the program that wrote it. */
  gateline: z.string(),
  /** Names this export, so that it is taken in once. */
  id: z.string().regex(/^[0-9a-f]{8,64}$/),
  /** Ids of the ledger that was written out and of those whose exports it had taken in. */
  ledgers: z.array(z.string().min(1)).min(1),
  /** Where the numbers were. */
  store: z.enum(['duckdb', 'influxdb']),
  /** Unix ms. */
  at: z.int(),
  /** What was chosen; absent: everything. */
  products: z.array(z.string()).optional(),
  from: z.int().optional(),
  to: z.int().optional(),
  /** Before this instant there are quarter hours only, Unix ms. */
  rawSince: z.int().min(0),
  /** By which zone's days each product was read. */
  zones: z.record(z.string(), z.string()),
  files: z.array(fileSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A part of the data: some products, a stretch of time. Absent: all of it. */
export interface Scope {
  readonly products?: readonly string[] | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Whether something may belong to both. */
export function overlap(a: Scope, b: Scope): boolean {
  const common =
    a.products === undefined ||
    b.products === undefined ||
    a.products.some((one) => b.products?.includes(one));
  const from = Math.max(a.from ?? 0, b.from ?? 0);
  return common && from < Math.min(a.to ?? Number.POSITIVE_INFINITY, b.to ?? Number.POSITIVE_INFINITY);
}

/**
 * Reads what an export says of itself.
 * @throws GatelineError `import-invalid`
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  const size = (await stat(file).catch(() => undefined))?.size;
  if (size === undefined) {
    throw new GatelineError(
      'import-invalid',
      `There is no ${MANIFEST} in ${folder}: it is no folder of gateline export data, or one that was not finished.`,
    );
  }
  const read = size > MAX_BYTES ? undefined : manifestSchema.safeParse(jsonOf(await readFile(file, 'utf8')));
  if (read?.success !== true) {
    const issue = read?.error.issues[0];
    const where =
      issue === undefined ? 'it is too large' : `${issue.path.join('.') || 'the file'}: ${issue.message}`;
    throw new GatelineError('import-invalid', `${file} is not as gateline export data writes it (${where}).`);
  }
  if (read.data.version > FORMAT_VERSION) {
    throw new GatelineError(
      'import-invalid',
      `${folder} was written by a newer Gateline (format ${read.data.version}; this one knows ${FORMAT_VERSION}). Upgrade Gateline first.`,
    );
  }
  return read.data;
}

/**
 * Holds every file to what the manifest says of it.
 *
 * @param onProgress told of the share that is done, 0…1
 * @throws GatelineError `import-invalid` that names the first file that is missing or is not what was written
 */
export async function checkFiles(
  folder: string,
  { files }: Manifest,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<void> {
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { name, bytes, sha256 } of files) {
    signal.throwIfAborted();
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) throw new GatelineError('import-invalid', `${path} is missing.`);
    if (found.size !== bytes || (await digest(path)) !== sha256) {
      throw new GatelineError(
        'import-invalid',
        `${path} is not what was written: it was cut off or changed on its way. Copy the folder again.`,
      );
    }
    done += bytes;
    onProgress(all === 0 ? 1 : done / all);
  }
}

/** The SHA-256 of a file, as hexadecimal digits. */
export async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
