import { z } from 'zod';
import { GatelineError } from '../../core/errors.ts';
import { authorizationHeader, authorizationSchema } from './authorization.ts';
import { placeInWords, readSecret, type SecretReader } from './secret-place.ts';
import { TlsFiles, type TlsMaterial, tlsSchema } from './tls.ts';

/** Headers that have a key of their own, or that the HTTP client sets by itself. */
const NOT_TO_BE_SET = new Set([
  'authorization',
  'accept',
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'it is not the name of a header')
  .refine((name) => !NOT_TO_BE_SET.has(name.toLowerCase()), 'this header is not to be set here');

const SENDABLE = /^[\x20-\x7e]*$/;

const headerValue = z.union([
  z.string().max(8_000).regex(SENDABLE, 'has characters that cannot be sent'),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

/** How a source that Gateline reads is connected to: the same keys for each kind of source. */
export const connectionFields = {
  authorization: authorizationSchema.optional(),
  /** Sent with each request, such as the tenant of Mimir (`X-Scope-OrgID`); a value may be the name of a variable or a file. */
  headers: z.record(headerName, headerValue).default({}),
  tls: tlsSchema.optional(),
};

const connectionSchema = z.object(connectionFields);
export type ConnectionFields = z.infer<typeof connectionSchema>;

/** What the other side is told of us, and shown; never sent to another origin than the one that it is meant for. */
export interface Credentials {
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: TlsMaterial;
}

/** The way to a source, as its configuration describes it. */
export class Connection {
  readonly #fields: ConnectionFields;
  readonly #secrets: SecretReader | undefined;
  readonly #tls: TlsFiles | undefined;

  constructor(fields: ConnectionFields, secrets: SecretReader | undefined) {
    this.#fields = fields;
    this.#secrets = secrets;
    this.#tls = fields.tls === undefined ? undefined : new TlsFiles(fields.tls, secrets);
  }

  /**
   * Everything as it stands in files and variables now, so that what was rotated holds.
   * @throws GatelineError `config-invalid` that names the place of what is missing
   */
  async credentials(): Promise<Credentials> {
    const [authorization, headers, tls] = await Promise.all([
      authorizationHeader(this.#fields.authorization, this.#secrets),
      this.#headers(),
      this.#tls?.read(),
    ]);
    return {
      headers,
      ...(authorization === undefined ? {} : { authorization }),
      ...(tls === undefined ? {} : { tls }),
    };
  }

  async #headers(): Promise<Record<string, string>> {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.#fields.headers)) {
      headers[name.toLowerCase()] = typeof value === 'string' ? value : await this.#secretHeader(name, value);
    }
    return headers;
  }

  async #secretHeader(name: string, place: { env?: string; file?: string }): Promise<string> {
    const value = await readSecret(place, this.#secrets);
    if (SENDABLE.test(value)) return value;
    const message = `headers.${name}: the value in ${placeInWords(place)} has characters that cannot be sent.`;
    throw new GatelineError('config-invalid', message);
  }
}
