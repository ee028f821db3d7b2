import { z } from 'zod';
import { problemDetails } from './contract/common.ts';
import type { Contract } from './contract/endpoint.ts';

/** The API's description for other programs (OpenAPI 3.1.1), made of the contracts that hold it. */
export function openApiDocument(contracts: readonly Contract[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    const path = contract.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [contract.method.toLowerCase()]: operation(contract) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Gateline',
      version,
      description: 'An AI product roadmap held against live production metrics. Times are Unix milliseconds.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemDetails, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of `gateline token create`.' },
        session: { type: 'apiKey', in: 'cookie', name: 'gateline_session' },
      },
    },
  };
}

function operation(contract: Contract): Record<string, unknown> {
  const { access, summary, body, file, response, media = 'application/json', ifMatch } = contract;
  const content =
    response === undefined ? undefined : { [media]: { schema: jsonSchema(response, 'output') } };
  const success =
    content === undefined
      ? { 204: { description: 'Done' } }
      : { 200: { description: 'The answer', content } };
  const problem = { $ref: '#/components/schemas/Problem' };
  return {
    summary,
    description:
      access === 'public'
        ? 'Needs no token.'
        : `Needs the role ${access
            .split(' or ')
            .map((role) => `\`${role}\``)
            .join(' or ')} or one that includes it.`,
    ...(access === 'public' ? { security: [] } : {}),
    parameters: [...pathParameters(contract), ...queryParameters(contract), ...(ifMatch ? [IF_MATCH] : [])],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input') } },
          },
        }),
    ...(file === undefined ? {} : { requestBody: fileBody(file) }),
    responses: {
      ...success,
      default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
    },
  };
}

function fileBody({ description, types }: NonNullable<Contract['file']>): Record<string, unknown> {
  const content = Object.fromEntries(types.map((type) => [type, { schema: {} }]));
  return { required: true, description, content };
}

/** RFC 9110 §13.1.1 */
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description: 'The revision of the roadmap that is changed, in quotes; `*` takes whichever is there.',
  schema: { type: 'string' },
} as const;

function pathParameters({ path }: Contract): unknown[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Contract): unknown[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
