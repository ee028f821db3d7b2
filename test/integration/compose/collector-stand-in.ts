import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';

interface CollectorConfig {
  readonly extensions: { readonly bearertokenauth: { readonly filename: string } };
  readonly receivers: {
    readonly otlp: { readonly protocols: { readonly http: { readonly endpoint: string } } };
  };
  readonly exporters: {
    readonly 'otlphttp/gateline': { readonly endpoint: string; readonly compression: 'gzip' };
  };
}

/**
 * Stands in for the OpenTelemetry Collector, which Debian does not have: listens where its configuration says, and passes on to where it
 * says, compressed, with the token of the file that it names. It does not show that the Collector itself understands the file.
 */
export class CollectorStandIn implements AsyncDisposable {
  /** Answers of Gateline, by status. */
  readonly answers = new Map<number, number>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(configuration: string): Promise<CollectorStandIn> {
    const { extensions, receivers, exporters } = parse(configuration) as CollectorConfig;
    const to = exporters['otlphttp/gateline'].endpoint;
    const server = createServer((request, response) => {
      passOn(request, response).catch((error: unknown) => response.writeHead(503).end(String(error)));
    });
    const passOn = async (request: IncomingMessage, response: ServerResponse) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const raw = Buffer.concat(parts);
      const answer = await fetch(`${to}${request.url ?? ''}`, {
        method: 'POST',
        headers: {
          'content-type': request.headers['content-type'] ?? '',
          'content-encoding': 'gzip',
          authorization: `Bearer ${readFileSync(extensions.bearertokenauth.filename, 'utf8')}`,
        },
        body: new Uint8Array(request.headers['content-encoding'] === 'gzip' ? raw : gzipSync(raw)),
      });
      made.answers.set(answer.status, (made.answers.get(answer.status) ?? 0) + 1);
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    };
    const made = new CollectorStandIn(server);
    const [host, port] = receivers.otlp.protocols.http.endpoint.split(':');
    await new Promise<void>((listening) => server.listen(Number(port), host, listening));
    return made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
