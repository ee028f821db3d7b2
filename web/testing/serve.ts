import { createServer } from 'vite';
import { fixturePlugin } from './fixture-plugin.ts';

/** `node web/testing/serve.ts [port]`: the pages in development, with the story of the fixtures behind them, until Ctrl-C. */
const port = Number(process.argv[2] ?? 4601);
const server = await createServer({
  configFile: new URL('../vite.config.ts', import.meta.url).pathname,
  plugins: [fixturePlugin(Date.now)],
  server: { port, strictPort: true, host: '127.0.0.1' },
});
await server.listen();
server.printUrls();
