/** Makes bodies and sends them over some connections, each waiting for its answer before the next: a process of its own. */
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { exportBody } from './export-body.ts';
import { lineBody } from './line-body.ts';
import type { Prepare, Send, SenderAnswer, SenderCommand } from './sender-message.ts';

/** Who says nothing for so long has failed. */
const SILENT_MS = 60_000;
/** By connection. */
let bodies: Uint8Array[][] = [];

function prepare({ format, from, requests, connections, ...of }: Prepare['prepare']): SenderAnswer {
  const make = format === 'otlp' ? exportBody : lineBody;
  bodies = Array.from({ length: connections }, (_, c) =>
    Array.from({ length: requests }, (_, i) => make({ ...of, instance: `router-${c}`, round: from + i })),
  );
  return { prepared: { bytes: bodies.flat().reduce((sum, body) => sum + body.length, 0) } };
}

async function send(to: Send['send']): Promise<SenderAnswer> {
  const began = performance.now();
  await Promise.all(bodies.map((own) => sendAll(own, to)));
  return { sent: { ms: performance.now() - began } };
}

async function sendAll(own: readonly Uint8Array[], to: Send['send']): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const body of own) await post(body, to, agent);
  agent.destroy();
}

/** An answer with a text is a complaint, whatever its status: of OTLP, a success in part. */
function post(body: Uint8Array, { url, contentType }: Send['send'], agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': contentType, 'content-length': body.length };
    const sent = request(url, { method: 'POST', agent, headers, timeout: SILENT_MS }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      answer.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        if ((answer.statusCode ?? 0) < 300 && text === '') resolve();
        else reject(new Error(`${url} answered ${answer.statusCode} ${text.slice(0, 200)}`));
      });
    });
    sent.once('timeout', () => sent.destroy(new Error(`${url} answers nothing for ${SILENT_MS / 1_000} s`)));
    sent.once('error', reject).end(body);
  });
}

process.on('message', async (command: SenderCommand) => {
  let answer: SenderAnswer;
  try {
    answer = 'prepare' in command ? prepare(command.prepare) : await send(command.send);
  } catch (error) {
    answer = { failed: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(answer);
});
process.once('disconnect', () => process.exit());
