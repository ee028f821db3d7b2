import { z } from 'zod';

/** RFC 9457 problem details; `code` is stable and described in docs/errors.md. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  instance: z.string().optional(),
  /** Names the request in the server's log. */
  requestId: z.string().optional(),
  /** What exactly is wrong with the request, by place. */
  errors: z
    .array(
      z.object({
        place: z.string(),
        message: z.string(),
        /** The key of the request's body that it is about, where that is known. */
        field: z.string().optional(),
      }),
    )
    .optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;

/** What is wrong with a roadmap file, with its place. */
export const fileProblem = z.object({
  severity: z.enum(['error', 'warning']),
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  message: z.string(),
  suggestion: z.string().optional(),
  /** What was read there, as it stands in the file. */
  read: z.string().optional(),
  /** What was expected instead, as a noun phrase. */
  expected: z.string().optional(),
  /** How many columns it spans. */
  length: z.number().int().optional(),
});

/** `GET /api/v1/products` */
export const productsResponse = z.object({
  asOf: z.number(),
  products: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      vision: z.string().optional(),
      /** Worst gate state among items in rollout or live. */
      state: z.string(),
      sentence: z.string(),
    }),
  ),
});
export type ProductsResponse = z.infer<typeof productsResponse>;

/** `GET /api/v1/session`: who the caller is; open on the loopback without tokens. */
export const sessionResponse = z.object({
  role: z.enum(['display', 'viewer', 'editor', 'ingest', 'admin']),
  open: z.boolean(),
  /** What the token was called when it was made; absent when open. */
  name: z.string().optional(),
});
export type SessionResponse = z.infer<typeof sessionResponse>;

/** Body of `POST /api/v1/session`: trades a token for the session cookie (a wall does it with the token of its link's fragment). */
export const sessionRequest = z.strictObject({ token: z.string().min(1).max(200) });
export type SessionRequest = z.infer<typeof sessionRequest>;
