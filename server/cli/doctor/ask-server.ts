import type { StoreFacts } from '../../../core/diagnosis/facts.ts';
import type { StoreStatus, StoreUsage, UsageOfKind } from '../../../core/ports.ts';
import { api } from '../../http/contract/api.ts';
import type { SourcesResponse } from '../../http/contract/operations.ts';
import { readRoadmapText } from '../../roadmap-file/read-roadmap-text.ts';
import type { ServerClient } from '../server-client.ts';
import type { Knowledge, KnownSource } from './knowledge.ts';

/**
 * What a running server knows, over its API.
 *
 * @throws GatelineError `server-unreachable`, and what the server refuses with
 */
export async function askServer(server: ServerClient): Promise<Knowledge> {
  const { products } = await server.ask(api.products, {});
  const [sources, ...known] = await Promise.all([
    server.ask(api.sources, {}, { query: { sizes: 'true' } }),
    ...products.map(async ({ id: product }) => {
      const [text, evidence] = await Promise.all([
        server.text(api.roadmapFile, { product }),
        server.ask(api.evidence, { product }),
      ]);
      const { roadmap } = readRoadmapText(Buffer.from(text), `${product}.yaml`);
      return { roadmap, evidence };
    }),
  ]);
  return {
    from: `the server ${server.url}`,
    roadmaps: known.flatMap(({ roadmap }) => roadmap ?? []),
    evidence: known.map(({ evidence }) => evidence),
    store: storeOf(sources.store),
    sources: sources.sources.map(sourceOf),
  };
}

function sourceOf({
  name,
  kind,
  product,
  state,
  lastSuccessAt,
  lastError,
  warnings,
  counts,
  rejectedReasons,
  recognised = [],
}: SourcesResponse['sources'][number]): KnownSource {
  return {
    name,
    type: kind,
    product,
    standing: {
      state,
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
      ...(lastError === undefined ? {} : { lastError: lastError.message }),
      warnings,
      rejected: rejectedReasons,
      overflowed: counts.overflowed ?? 0,
      recognised,
    },
  };
}

function storeOf({
  kind,
  state,
  reason,
  bytes,
  kinds,
  spool,
  setAside,
}: SourcesResponse['store']): StoreFacts {
  const status: StoreStatus =
    state === 'ready'
      ? { state, ...(reason === undefined ? {} : { reason }) }
      : { state, reason: reason ?? '' };
  if (bytes === undefined) return { kind, status };
  const usage: StoreUsage = {
    bytes,
    kinds: kinds.map(withoutUndefined),
    ...(spool === undefined ? {} : { spool }),
    ...(setAside === undefined ? {} : { setAside }),
  };
  return { kind, status, usage };
}

function withoutUndefined({ kind, rows, bytes, isNumbers, since, retentionMs }: UsageJson): UsageOfKind {
  return {
    kind,
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(isNumbers === undefined ? {} : { isNumbers }),
    ...(since === undefined ? {} : { since }),
    ...(retentionMs === undefined ? {} : { retentionMs }),
  };
}

type UsageJson = SourcesResponse['store']['kinds'][number];
