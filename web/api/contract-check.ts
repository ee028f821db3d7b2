import { z } from 'zod';
import { api } from '../../server/http/contract/api.ts';
import type { Contract } from '../../server/http/contract/endpoint.ts';
import { ApiError } from './api-error.ts';
import type { EndpointName } from './endpoints.ts';

/** Holds an answer to its schema; loaded in development and in tests only. @throws ApiError `answer-invalid` */
export function holdToContract(endpoint: EndpointName, body: unknown): void {
  const contract: Contract = api[endpoint];
  const parsed = contract.response?.safeParse(body);
  if (parsed === undefined || parsed.success) return;
  throw new ApiError(
    'answer-invalid',
    `${contract.path} broke its contract:\n${z.prettifyError(parsed.error)}`,
  );
}
