/**
 * The smallest service that Gateline can watch: it decides on refunds, rightly or wrongly, and shows on /metrics how many and how fast.
 *
 *   node examples/first-gate/service.js [port]     http://127.0.0.1:9464/metrics
 */
import { createServer } from 'node:http';
import { Counter, Histogram, register } from 'prom-client';

const refunds = new Counter({
  name: 'refunds_total',
  help: 'Refunds that were decided',
  labelNames: ['version', 'outcome'],
});
const duration = new Histogram({
  name: 'refund_duration_seconds',
  help: 'How long a decision took',
  labelNames: ['version'],
  // One bucket ends at the target of the gate, so that the share within it is exact.
  buckets: [0.1, 0.25, 0.5, 1, 2, 4, 8],
});

let decided = 0;
setInterval(() => {
  decided += 1;
  refunds.inc({ version: 'v1', outcome: decided % 125 === 0 ? 'wrong' : 'right' });
  duration.observe({ version: 'v1' }, decided % 200 === 0 ? 2.5 : 0.2 + (decided % 7) / 10);
}, 50);

const port = Number(process.argv[2] ?? 9464);
const server = createServer(async (_, response) => {
  const body = await register.metrics();
  response.setHeader('content-type', register.contentType);
  response.end(body);
});
server.listen(port, '127.0.0.1', () => {
  console.log(`metrics on http://127.0.0.1:${server.address().port}/metrics`);
});
