import { DEFAULT_ZONE, timelineAt } from '../../../examples/ticket-routing/timeline.ts';
import type { Config } from '../../config.ts';
import { type RunningGateline, startGateline } from '../../main.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { DuckdbStore } from '../../store/duckdb/duckdb-store.ts';
import { showProgress } from '../progress.ts';
import { readConfig } from '../shared-options.ts';
import type { Terminal } from '../terminal.ts';
import type { StopWish } from '../until-stopped.ts';
import { announcement } from './announcement.ts';
import { DemoFolder } from './demo-folder.ts';
import { ExampleService } from './example-service.ts';
import { importEvaluations, knownUntil, tellPast } from './past.ts';
import { onFreePorts, otlpGrpcPort, otlpPort, requirePort } from './ports.ts';
import { continued, type Story } from './story.ts';

export interface DemoOptions {
  /** Absolute. */
  readonly folder: string;
  /** Where the pages are; 0 lets the system choose. */
  readonly port: number;
  readonly fresh: boolean;
  /** How much of a past is made at the first start. */
  readonly historyDays: number;
  readonly verbose: boolean;
}

const SEED = 'demo';
const DAY_MS = 86_400_000;

/**
 * Everything at once: the example's past, its service and a Gateline that watches it, until somebody wishes it to end.
 *
 * @throws GatelineError `address-in-use`, `folder-not-writable`, `file-exists`, `store-…`, `config-invalid`; nothing is left running
 */
export async function runDemo(options: DemoOptions, terminal: Terminal, wish: StopWish): Promise<void> {
  await requirePort(options.port);
  const folder = new DemoFolder(options.folder);
  const story = await tellStory(folder, options, terminal, wish.signal);
  if (wish.signal.aborted) {
    terminal.out('Stopped. What was made of the history is kept, and the next start goes on from there.\n');
    return;
  }
  await onFreePorts(() => showStory(story, folder, options, terminal, wish));
}

/** Makes the folder, and the past that is still missing in it. */
async function tellStory(
  folder: DemoFolder,
  { fresh, historyDays }: DemoOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Story> {
  const begun = await folder.open(fresh);
  if (begun === undefined) await folder.begin(newStory(historyDays));
  const told = begun ?? (await folder.open(false));
  if (told === undefined) throw new Error('The story that was just begun is not there.');
  await using opened = new AsyncDisposableStack();
  const store = await DuckdbStore.open({ file: folder.database });
  opened.defer(() => store.close());
  await folder.furnish(told);
  const now = wallClock.now();
  const { story, untold } = continued(told, now, await knownUntil(store, now));
  if (story !== told) await folder.save(story);
  if (untold.length > 0) {
    using progress = showProgress(terminal, 'Making the history');
    const onProgress = (done: number, at: number) =>
      progress.show(done, new Date(at).toISOString().slice(0, 10));
    await tellPast(store, story, untold, { signal, onProgress });
  }
  if (!signal.aborted) await importEvaluations(store, folder.evaluations);
  return story;
}

function newStory(days: number): Story {
  const until = wallClock.now();
  const { today, zone } = timelineAt(until, DEFAULT_ZONE);
  return { version: 1, today, zone, seed: SEED, past: [{ from: until - days * DAY_MS, until }] };
}

/** Starts the service and Gateline, and stops them in the order in which nothing that was counted is lost. */
async function showStory(
  story: Story,
  folder: DemoFolder,
  options: DemoOptions,
  terminal: Terminal,
  wish: StopWish,
): Promise<void> {
  await using started = new AsyncDisposableStack();
  await requirePort(options.port);
  const otlp = await otlpPort();
  const service = await ExampleService.start(story, `http://127.0.0.1:${otlp}`, {
    onLine: (line) => terminal.err(`${line}\n`),
    onDeath: (how) => terminal.err(deathNote(how)),
  });
  const end = started.use(service);
  const config = await demoConfig(folder, { service: service.address, otlp }, options, terminal);
  const gateline = await startGateline(config, {
    otlpGrpcPort: await otlpGrpcPort(),
    logLevel: options.verbose ? 'debug' : 'warn',
    logSink: { write: terminal.out },
    readableLog: true,
  });
  started.defer(() => gateline.close());
  // The service is stopped before Gateline: what it pushes last is still taken.
  started.defer(() => lastWords(end, gateline));
  await gateline.collectNow();
  await service.resume();
  await gateline.evaluation.run(wish.signal);
  if (!wish.signal.aborted)
    terminal.out(announcement({ story, folder, gateline, service, now: wallClock.now() }));
  await wish.uttered;
  terminal.out('Stopping the example service and Gateline…\n');
  await started.disposeAsync();
  terminal.out(`Stopped. The next start goes on from here; everything is in ${folder.path}.\n`);
}

/** Nothing happens any more; what did is read, pushed and kept. */
async function lastWords(service: ExampleService, gateline: RunningGateline): Promise<void> {
  await service.pause();
  if (service.pid !== undefined) await gateline.collectNow();
  await service[Symbol.asyncDispose]();
}

async function demoConfig(
  folder: DemoFolder,
  { service, otlp }: { service: string; otlp: number },
  { port }: DemoOptions,
  terminal: Terminal,
): Promise<Config> {
  const environment = {
    ...terminal.environment,
    GATELINE_PORT: String(port),
    GATELINE_OTLP_PORT: String(otlp),
    GATELINE_DATA: folder.path,
    TICKET_ROUTING_PORT: new URL(service).port,
  };
  return await readConfig({ config: folder.configuration }, { ...terminal, environment });
}

function deathNote(how: string): string {
  return `The example service has ended by itself (${how}). Nothing new comes in, and its source is shown as failing; press Ctrl-C and start the demo again.\n`;
}
