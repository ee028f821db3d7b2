import { createHash } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import { GatelineError } from '../../core/errors.ts';
import { readNamedFile, type SecretReader } from './secret-place.ts';

/** How the other side of an https address is known, and how we are. Files are PEM, and read again when they change. */
export const tlsSchema = z
  .strictObject({
    /** Authorities that are trusted, in place of the usual ones. */
    ca_file: z.string().min(1).optional(),
    /** Our own certificate with its chain, where the other side asks for one. */
    cert_file: z.string().min(1).optional(),
    key_file: z.string().min(1).optional(),
    /** The name that the certificate must be for, where that is not the address' own. */
    server_name: z.string().min(1).max(253).optional(),
    /** Takes whatever certificate comes: whoever is in between can read and change everything. */
    insecure_skip_verify: z.boolean().default(false),
  })
  .refine(({ cert_file, key_file }) => (cert_file === undefined) === (key_file === undefined), {
    message: 'cert_file and key_file belong together',
  });

export type TlsSettings = z.infer<typeof tlsSchema>;

/** What Node's TLS is given for one connection. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

const FILES = ['ca_file', 'cert_file', 'key_file'] as const;

/** The files of a source's TLS settings, read before each run and checked when they changed. */
export class TlsFiles {
  readonly #settings: TlsSettings;
  readonly #secrets: SecretReader | undefined;
  #checked = '';

  constructor(settings: TlsSettings, secrets: SecretReader | undefined) {
    this.#settings = settings;
    this.#secrets = secrets;
  }

  /** @throws GatelineError `config-invalid` that names the file which is missing or of no use, and none of its contents */
  async read(): Promise<TlsMaterial> {
    const [ca, cert, key] = await Promise.all(FILES.map((file) => this.#text(file)));
    const { server_name: servername, insecure_skip_verify } = this.#settings;
    const material = {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      ...(insecure_skip_verify ? { rejectUnauthorized: false } : {}),
    };
    this.#check(material);
    return material;
  }

  async #text(file: (typeof FILES)[number]): Promise<string | undefined> {
    const path = this.#settings[file];
    return path === undefined ? undefined : await readNamedFile(path, `tls.${file}: the file`, this.#secrets);
  }

  #check(material: TlsMaterial): void {
    const hash = createHash('sha256').update(JSON.stringify(material)).digest('hex');
    if (hash === this.#checked) return;
    const { ca = '', cert, key } = material;
    if (this.#settings.ca_file !== undefined) this.#usable('ca_file', 'certificate', { ca });
    if (cert !== undefined) this.#usable('cert_file', 'certificate', { cert });
    if (key !== undefined) this.#usable('key_file', 'private key', { key });
    if (cert !== undefined && key !== undefined) this.#fitting(cert, key);
    this.#checked = hash;
  }

  #usable(file: (typeof FILES)[number], noun: string, part: { ca?: string; cert?: string; key?: string }) {
    const [text = ''] = Object.values(part);
    if (text.includes('-----BEGIN ') && isContext(part)) return;
    const path = this.#settings[file];
    throw new GatelineError('config-invalid', `tls.${file}: there is no usable ${noun} (PEM) in ${path}.`);
  }

  #fitting(cert: string, key: string): void {
    if (isContext({ cert, key })) return;
    const { cert_file, key_file } = this.#settings;
    const message = `tls: the private key in ${key_file} is not that of the certificate in ${cert_file}.`;
    throw new GatelineError('config-invalid', message);
  }
}

function isContext(material: TlsMaterial): boolean {
  try {
    createSecureContext(material);
    return true;
  } catch {
    return false;
  }
}
