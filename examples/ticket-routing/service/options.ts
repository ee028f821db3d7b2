import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { DEFAULT_ZONE } from '../timeline.ts';

/** How the service is to run. */
export interface ServiceOptions {
  /** The address of this machine that it listens on. */
  readonly host: string;
  /** 0 lets the system choose a free one. */
  readonly port: number;
  /** Where OTLP goes, `http://127.0.0.1:4318`; absent: nothing is pushed. */
  readonly otlp?: string;
  readonly seed: string;
  /** Times the usual traffic. */
  readonly rate: number;
  readonly flushIntervalMs: number;
  /** The date that the timeline hangs on; absent: today. */
  readonly today?: string;
  readonly zone: string;
  /** No tickets arrive until /control/resume. */
  readonly paused: boolean;
  /** Nothing goes wrong but what /control/fault asks for. */
  readonly calm: boolean;
  /** How long a circuit breaker stays open. */
  readonly breakerResetMs?: number;
}

/** What `--help` prints. */
export const USAGE = `Usage: node examples/ticket-routing/service/main.ts [options]

A ticket router that behaves: simulated tickets by a daily and weekly rhythm, real metrics.

  --host ADDRESS        listen there; 0.0.0.0 in a container                   (127.0.0.1)
  --port N              serve /metrics on this port; 0 chooses a free one      (9464)
  --otlp URL            push OpenTelemetry metrics there, http://127.0.0.1:4318 (not pushed)
  --flush-interval S    seconds between two pushes                             (10)
  --seed TEXT           of everything that is random                           (demo)
  --rate X              times the usual traffic, 1.2 requests a second          (1)
  --today DATE          the date that the versions' timeline hangs on          (today)
  --zone NAME           time zone of the rhythm                                (${DEFAULT_ZONE})
  --paused              no tickets until POST /control/resume
  --calm                nothing goes wrong by itself
  --breaker-reset S     seconds that an open circuit breaker waits             (30)
`;

/**
 * Reads the command line; `'help'` when that was asked for.
 *
 * @throws TypeError with one sentence for the user
 */
export function parseOptions(args: readonly string[]): ServiceOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '9464' },
      otlp: { type: 'string' },
      'flush-interval': { type: 'string', default: '10' },
      seed: { type: 'string', default: 'demo' },
      rate: { type: 'string', default: '1' },
      today: { type: 'string' },
      zone: { type: 'string', default: DEFAULT_ZONE },
      paused: { type: 'boolean', default: false },
      calm: { type: 'boolean', default: false },
      'breaker-reset': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const reset = values['breaker-reset'];
  return {
    host: ipAddress(values.host),
    port: number('--port', values.port, 0, 65_535),
    ...(values.otlp === undefined ? {} : { otlp: baseAddress(values.otlp) }),
    seed: values.seed,
    rate: number('--rate', values.rate, 0, 10_000),
    flushIntervalMs: 1000 * number('--flush-interval', values['flush-interval'], 0.1, 3600),
    ...(values.today === undefined ? {} : { today: values.today }),
    zone: values.zone,
    paused: values.paused,
    calm: values.calm,
    ...(reset === undefined ? {} : { breakerResetMs: 1000 * number('--breaker-reset', reset, 0.05, 3600) }),
  };
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new TypeError(`${name} takes a number from ${least} to ${most}, not "${text}".`);
}

function ipAddress(text: string): string {
  if (isIP(text) === 0) throw new TypeError(`--host takes an address such as 0.0.0.0, not "${text}".`);
  return text;
}

function baseAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new TypeError(`--otlp takes an address such as http://127.0.0.1:4318, not "${text}".`);
  }
  return text.replace(/\/+$/, '');
}
