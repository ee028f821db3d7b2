import type { Server } from 'node:http';
import express, { type Express, type Request, type Response } from 'express';
import { INCIDENT_KINDS, type IncidentKind } from '../product/incidents.ts';
import type { Faults } from './faults.ts';
import type { PrometheusSink } from './prometheus.ts';
import type { Simulation } from './simulation.ts';
import type { TotalsSink } from './totals.ts';

export interface ServiceParts {
  readonly prometheus: PrometheusSink;
  readonly totals: TotalsSink;
  readonly simulation: Simulation;
  readonly faults: Faults;
  /** Pushes OTLP now. */
  readonly flush: () => Promise<void>;
}

const DEFAULT_FAULT_SECONDS = 60;
const LONGEST_FAULT_SECONDS = 3_600;

/** `/metrics` for scrapers, `/control/…` for tests. */
export function createServiceApp(parts: ServiceParts): Express {
  const { simulation, faults } = parts;
  const app = express().disable('x-powered-by');
  app.get('/metrics', async (request, response) => {
    const { contentType, body } = await parts.prometheus.expose(request.get('accept') ?? '');
    response.set('content-type', contentType).end(body);
  });
  app.get('/control/totals', (_, response) => {
    response.json({ running: simulation.running, ...parts.totals.totals() });
  });
  app.post('/control/pause', async (_, response) => {
    await simulation.pause();
    response.json({ running: simulation.running });
  });
  app.post('/control/resume', (_, response) => {
    simulation.resume();
    response.json({ running: simulation.running });
  });
  app.post('/control/flush', (_, response) =>
    parts.flush().then(
      () => void response.status(204).end(),
      (error: unknown) => void response.status(502).json({ error: `It was not taken: ${String(error)}` }),
    ),
  );
  app.post('/control/fault/:kind', (request, response) => injectFault(faults, request, response));
  return app;
}

function injectFault(faults: Faults, request: Request, response: Response): void {
  const kind = INCIDENT_KINDS.find((known) => known === request.params.kind);
  const seconds = Number(request.query.seconds ?? DEFAULT_FAULT_SECONDS);
  if (kind === undefined || !(seconds >= 0 && seconds <= LONGEST_FAULT_SECONDS)) {
    response.status(400).json({ error: faultUsage(INCIDENT_KINDS) });
    return;
  }
  const until = Date.now() + 1000 * seconds;
  faults.inject(kind, until);
  response.json({ kind, until });
}

function faultUsage(kinds: readonly IncidentKind[]): string {
  return `The fault is one of ${kinds.join(', ')}; ?seconds= is from 0 to ${LONGEST_FAULT_SECONDS}.`;
}

/** Listens on this address alone; resolves with the server, rejects when the port is taken. */
export function listen(app: Express, { host, port }: { host: string; port: number }): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error) => (error ? reject(error) : resolve(server)));
  });
}
