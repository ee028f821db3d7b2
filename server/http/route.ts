import type { Express, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { GatelineError } from '../../core/errors.ts';
import type { Caller } from './auth/caller.ts';
import type { Gatekeeper } from './auth/gatekeeper.ts';
import type { BodyOf, Contract, FileOf, ParamsOf, QueryOf, ResponseOf } from './contract/endpoint.ts';

/** A request that its contract has let through. */
export interface RouteRequest<C extends Contract> {
  readonly params: ParamsOf<C>;
  readonly query: QueryOf<C>;
  readonly body: BodyOf<C>;
  readonly file: FileOf<C>;
  /** `undefined` only where the contract's access is `public`. */
  readonly caller: Caller | undefined;
  readonly http: { readonly request: Request; readonly response: Response };
}

/** A contract with what answers it. */
export interface Route {
  readonly contract: Contract;
  /** Largest body, where it is not that of all others. */
  readonly bodyBytes?: number;
  answer(request: Request, response: Response, caller: Caller | undefined): Promise<unknown>;
}

/** Joins a contract and its handler: what comes in is checked before the handler sees it. */
export function route<C extends Contract>(
  contract: C,
  handle: (request: RouteRequest<C>) => ResponseOf<C> | Promise<ResponseOf<C>>,
): Route {
  return {
    contract,
    answer: async (request, response, caller) =>
      handle({
        params: request.params,
        query: accepted(contract.query, 'query', request.query),
        body: accepted(contract.body, 'body', request.body),
        file: contract.file === undefined ? undefined : fileIn(request.body),
        caller,
        http: { request, response },
      } as RouteRequest<C>),
  };
}

/** Puts routes into an application: who may call, what goes in, what comes out, and 405 for every other method. */
export function mountRoutes(
  app: Express,
  routes: readonly Route[],
  options: {
    gatekeeper: Gatekeeper;
    /** @param bytes largest body; absent: the usual one */
    readBody: (bytes: number | undefined) => RequestHandler;
    readFile: RequestHandler;
    checkResponses: boolean;
  },
): void {
  for (const [path, atPath] of Map.groupBy(routes, (one) => one.contract.path)) {
    for (const one of atPath) {
      const { method, access, body, file } = one.contract;
      const register = app[method.toLowerCase() as 'get'].bind(app);
      register(path, (request, response, next) => {
        response.locals.caller = options.gatekeeper.admit(request, access);
        next();
      });
      if (body !== undefined) register(path, options.readBody(one.bodyBytes));
      if (file !== undefined) register(path, options.readFile);
      register(path, async (request, response) => {
        const answer = await one.answer(request, response, response.locals.caller as Caller | undefined);
        if (options.checkResponses) checkAnswer(one.contract, answer);
        if (one.contract.response === undefined) response.status(204).end();
        else if (one.contract.media !== undefined) response.type(one.contract.media).send(String(answer));
        else response.json(answer);
      });
    }
    const allowed = atPath.map((one) => one.contract.method).join(', ');
    app.all(path, (request, response) => {
      response.set('Allow', allowed);
      throw new GatelineError('method-not-allowed', `${request.method} is not possible here; ${allowed} is.`);
    });
  }
}

function fileIn(body: unknown): Uint8Array {
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}

function accepted(schema: z.ZodType | undefined, part: 'query' | 'body', value: unknown): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({
    place: [part, ...issue.path].join('.'),
    message: issue.message.replace(
      /^Invalid input: expected (.+), received undefined$/,
      'is missing, expected $1',
    ),
    ...(part === 'body' && issue.path.length > 0 ? { field: issue.path.join('.') } : {}),
  }));
  const told = errors.map((error) => `${error.place}: ${error.message}`).join('; ');
  throw new GatelineError('bad-request', `This request is not as it should be: ${told}.`, {
    details: { errors },
  });
}

function checkAnswer(contract: Contract, answer: unknown): void {
  const result = contract.response?.safeParse(answer);
  if (result === undefined || result.success) return;
  const cause = new Error(`${contract.method} ${contract.path} breaks its contract: ${result.error.message}`);
  throw new GatelineError('internal', 'The answer breaks its contract; the log says where.', { cause });
}
