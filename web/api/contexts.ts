import { createContext } from '@lit/context';
import type { ApiClient } from './api-client.ts';
import type { LiveStream } from './live-stream.ts';
import type { ServerClock } from './server-clock.ts';

/** The server, for who asks it something. */
export const apiContext = createContext<ApiClient>(Symbol('gl-api'));

/** What the server tells by itself, and whether it can be heard. */
export const streamContext = createContext<LiveStream>(Symbol('gl-stream'));

/** The server's time, for ages. */
export const clockContext = createContext<ServerClock>(Symbol('gl-clock'));
