import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { request } from './request.ts';
import { createSecretReader } from './secret-place.ts';
import { tlsSchema } from './tls.ts';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);
const text = (name: string) => readFileSync(fixture(name), 'utf8');

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server with a certificate of the fixtures; it answers with the name of the client and of the server that was asked for. */
async function serve(certificate = 'server', more: ServerOptions = {}): Promise<string> {
  const [cert, key] = [text(`${certificate}.pem`), text(`${certificate}.key.pem`)];
  const server = createServer({ cert, key, ...more }, (question, answer) => {
    const socket = question.socket as TLSSocket;
    answer.end(JSON.stringify([socket.getPeerCertificate().subject?.CN, socket.servername]));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ask(url: string, tls: object) {
  const settings = { headers: {}, tls: tlsSchema.parse(tls) };
  const connection = new Connection(settings, createSecretReader({}));
  return await request({
    url,
    credentials: await connection.credentials(),
    limits: { timeoutMs: 5_000, maxBytes: 10_000, maxRedirects: 1 },
    signal: new AbortController().signal,
  });
}

const ca_file = fixture('authority.pem');
const asking = { requestCert: true, ca: text('authority.pem') };

describe('a source with TLS', () => {
  it('is read when its authority is trusted', async () => {
    expect((await ask(await serve(), { ca_file })).status).toBe(200);
  });

  it.each([
    ['server', {}, 'its certificate cannot be verified'],
    ['expired', { ca_file }, 'its certificate has expired'],
    ['other', { ca_file }, 'its certificate is for another name'],
    ['server', { ca_file, server_name: 'gone.test' }, 'its certificate is for another name'],
  ])('is refused with the certificate %s under %j: %s', async (certificate, tls, reason) => {
    const url = await serve(certificate);
    await expect(ask(url, tls)).rejects.toMatchObject({
      code: 'source-unreachable',
      message: `${url}/ cannot be read: ${reason}.`,
    });
  });

  it('may be known by another name than that of its address', async () => {
    expect((await ask(await serve('other'), { ca_file, server_name: 'other.test' })).body).toBe(
      '[null,"other.test"]',
    );
  });

  it('is taken for whom it says it is only when that is asked for', async () => {
    expect((await ask(await serve('expired'), { insecure_skip_verify: true })).status).toBe(200);
  });

  it('is shown our certificate', async () => {
    const url = await serve('server', asking);
    const own = { ca_file, cert_file: fixture('client.pem'), key_file: fixture('client.key.pem') };
    expect((await ask(url, own)).body).toBe('["gateline",false]');
    await expect(ask(url, { ca_file })).rejects.toMatchObject({
      message: `${url}/ cannot be read: it wants a certificate of ours.`,
    });
  });

  it('that moves to another origin is not shown who we are there', async () => {
    const other = await serve('server', { ...asking, rejectUnauthorized: false });
    const [cert, key] = [text('server.pem'), text('server.key.pem')];
    const first = createServer({ cert, key }, (_, answer) =>
      answer.writeHead(302, { location: other }).end(),
    );
    servers.push(first);
    await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(first.address() as AddressInfo).port}`;
    const own = { ca_file, cert_file: fixture('client.pem'), key_file: fixture('client.key.pem') };
    expect((await ask(url, own)).body).toBe('[null,false]');
  });

  it('is read with new files as soon as they are there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateline-tls-'));
    const file = join(folder, 'ca.pem');
    const settings = { headers: {}, tls: tlsSchema.parse({ ca_file: file }) };
    const connection = new Connection(settings, createSecretReader({}));
    writeFileSync(file, text('client.pem'));
    expect((await connection.credentials()).tls?.ca).toBe(text('client.pem'));
    writeFileSync(file, text('authority.pem'));
    expect((await connection.credentials()).tls?.ca).toBe(text('authority.pem'));
    rmSync(folder, { recursive: true });
  });
});

describe('a file of TLS that is of no use', () => {
  const [cert, key] = [fixture('client.pem'), fixture('client.key.pem')];
  const script = fixture('make-certificates.sh');

  it.each([
    [{ ca_file: '/no/where.pem' }, 'tls.ca_file: the file /no/where.pem cannot be read (ENOENT).'],
    [{ ca_file: script }, `tls.ca_file: there is no usable certificate (PEM) in ${script}.`],
    [{ cert_file: key, key_file: key }, `tls.cert_file: there is no usable certificate (PEM) in ${key}.`],
    [{ cert_file: cert, key_file: cert }, `tls.key_file: there is no usable private key (PEM) in ${cert}.`],
    [
      { cert_file: cert, key_file: fixture('server.key.pem') },
      `tls: the private key in ${fixture('server.key.pem')} is not that of the certificate in ${cert}.`,
    ],
  ])('(%j) is named', async (tls, message) => {
    await expect(ask('https://127.0.0.1:1', tls)).rejects.toMatchObject({ code: 'config-invalid', message });
  });
});

describe('the configuration of TLS', () => {
  it.each([{ cert_file: 'a' }, { key_file: 'a' }, { cafile: 'a' }, { insecure_skip_verify: 'yes' }])(
    '%j is refused',
    (tls) => {
      expect(tlsSchema.safeParse(tls).success).toBe(false);
    },
  );
});
