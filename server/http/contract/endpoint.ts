import type { z } from 'zod';

/** Who may call what: each of the first four may do everything that those before it may. `ingest` sends data and reads nothing. */
export const ROLES = ['display', 'viewer', 'editor', 'admin', 'ingest'] as const;
export type Role = (typeof ROLES)[number];

/** The least role that an endpoint asks for; `public` asks for none, `signed-in` for any, the last for either. */
export type Access = 'public' | 'signed-in' | Role | 'ingest or editor';

/** One endpoint as both sides know it: where it is, who may call it, what goes in and what comes out. */
export interface Contract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `:name`. */
  readonly path: `/${string}`;
  readonly access: Access;
  /** One sentence for openapi.json. */
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The body is a file as it is, of one of these types or of any. */
  readonly file?: { readonly description: string; readonly types: readonly string[] };
  /** Absent: the answer is 204 without a body. */
  readonly response?: z.ZodType;
  /** It changes the roadmap's file, and asks for the revision that the caller saw as `If-Match`. */
  readonly ifMatch?: true;
  /** The type of an answer that is a text and no JSON: `text/markdown`. Its `response` is a string then. */
  readonly media?: string;
}

/** Names of the parameters in a path: `'product' | 'item'` for `/products/:product/versions/:item`. */
type ParameterNames<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer Tail}`
    ? Name | ParameterNames<Tail>
    : Rest
  : never;

export type ParamsOf<C extends Contract> = Readonly<Record<ParameterNames<C['path']>, string>>;
export type QueryOf<C extends Contract> = C extends { readonly query: infer Q extends z.ZodType }
  ? z.infer<Q>
  : undefined;
export type BodyOf<C extends Contract> = C extends { readonly body: infer B extends z.ZodType }
  ? z.infer<B>
  : undefined;
/** Bytes where the body is a file. */
export type FileOf<C extends Contract> = C extends { readonly file: object } ? Uint8Array : undefined;
export type ResponseOf<C extends Contract> = C extends { readonly response: infer R extends z.ZodType }
  ? z.infer<R>
  : undefined;

/** Keeps the literal types of a contract, so that {@link ParamsOf} and its siblings can read them. */
export function contract<const C extends Contract>(definition: C): C {
  return definition;
}

/** The address of a contract's endpoint, its parameters encoded. */
export function addressOf<C extends Contract>(of: C, params: ParamsOf<C>): string {
  return of.path.replace(/:([a-z]+)/gi, (_, name: string) =>
    encodeURIComponent((params as Readonly<Record<string, string>>)[name] ?? ''),
  );
}
