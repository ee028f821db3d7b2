import type { Express } from 'express';
import { GatelineError } from '../../../core/errors.ts';
import type { Gatekeeper } from '../auth/gatekeeper.ts';
import { STREAM_PATH } from '../contract/api.ts';
import type { StreamHub } from './stream-hub.ts';

/** `GET /api/v1/stream`: server-sent events (HTML Living Standard, 9.2). */
export function mountStream(app: Express, hub: StreamHub, gatekeeper: Gatekeeper): void {
  app.get(STREAM_PATH, (request, response) => {
    gatekeeper.admit(request, 'display');
    if (!hub.hasRoom) {
      response.set('Retry-After', '30');
      throw new GatelineError('too-many-requests', 'As many pages listen to changes as this server allows.');
    }
    response.set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // nginx would collect the events otherwise.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    request.socket.setNoDelay(true);
    const detach = hub.attach({ sink: response, mayStay: () => stillAdmitted() });
    response.on('close', detach);

    function stillAdmitted(): boolean {
      try {
        gatekeeper.admit(request, 'display');
        return true;
      } catch {
        return false;
      }
    }
  });
}
