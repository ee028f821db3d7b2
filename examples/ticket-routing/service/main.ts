import { parseOptions, type ServiceOptions, USAGE } from './options.ts';
import { startService } from './service.ts';

/** Exit code for a command line that cannot be read (sysexits.h). */
const EX_USAGE = 64;

/** The first line on standard output says where the service listens; tests and the demo wait for it. */
async function run(options: ServiceOptions): Promise<void> {
  const service = await startService(options);
  const pushing = options.otlp === undefined ? '' : `, pushing to ${options.otlp}`;
  console.log(`ticket-routing listening on ${service.address}${pushing}`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(`ticket-routing: the last counts were not taken: ${sentence(error)}`);
        process.exit(0);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Whoever started it with a channel is gone, perhaps without a word.
  process.on('disconnect', stop);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') console.log(USAGE);
  else await run(options);
} catch (error) {
  console.error(`ticket-routing: ${sentence(error)}`);
  process.exit(error instanceof TypeError || error instanceof RangeError ? EX_USAGE : 1);
}
