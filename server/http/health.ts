import { basename } from 'node:path';
import type { Express } from 'express';
import type { MeasurementStore } from '../../core/ports.ts';
import type { HealthCheck, HealthResponse, ReadyResponse } from './contract/health.ts';
import type { RoadmapCatalogue } from './read-models.ts';

export interface HealthOptions {
  readonly version: string;
  readonly store: MeasurementStore;
  readonly roadmaps: RoadmapCatalogue;
  /** Whether every source has been started. */
  readonly sourcesStarted: () => boolean;
}

/** `/healthz` and `/readyz`, for probes: no token is asked for, and nothing secret is said. */
export function mountHealth(app: Express, options: HealthOptions): void {
  app.get('/healthz', (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .json({ status: 'ok', version: options.version } satisfies HealthResponse);
  });
  app.get('/readyz', (_request, response) => {
    const answer = readiness(options);
    response
      .set('Cache-Control', 'no-store')
      .status(answer.status === 'ready' ? 200 : 503)
      .json(answer);
  });
}

/** What is ready, what only limps, and what keeps the server from its work. */
export function readiness(options: Omit<HealthOptions, 'version'>): ReadyResponse {
  const checks = [
    storeCheck(options.store),
    roadmapCheck(options.roadmaps),
    sourceCheck(options.sourcesStarted()),
  ];
  return { status: checks.some((check) => check.state === 'failing') ? 'not-ready' : 'ready', checks };
}

function storeCheck(store: MeasurementStore): HealthCheck {
  const status = store.status();
  if (status.reason === undefined) return { name: 'store', state: 'ok' };
  return {
    name: 'store',
    state: status.state === 'unavailable' ? 'failing' : 'degraded',
    reason: status.reason,
  };
}

function roadmapCheck(roadmaps: RoadmapCatalogue): HealthCheck {
  const errors = roadmaps.problems().filter((problem) => problem.severity === 'error');
  const first = errors[0];
  if (first === undefined) return { name: 'roadmaps', state: 'ok' };
  const reason = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}, the first in line ${first.line} of ${basename(first.file)}; gateline validate names each.`;
  return { name: 'roadmaps', state: roadmaps.products().length > 0 ? 'degraded' : 'failing', reason };
}

function sourceCheck(started: boolean): HealthCheck {
  if (started) return { name: 'sources', state: 'ok' };
  return { name: 'sources', state: 'failing', reason: 'The sources are not started yet.' };
}
