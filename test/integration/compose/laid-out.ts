import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ComposeService, composeFile, mountsOf } from '../../setup/compose-file.ts';
import { freePort } from '../../setup/free-port.ts';

/** Where services of docker-compose.yml listen, as the others of the file call them. */
const ADDRESSES = [
  'gateline:4600',
  'gateline:4318',
  'gateline:4317',
  'influxdb:8086',
  'influxdb:8088',
  'prometheus:9090',
  'alertmanager:9093',
  'otel-collector:4318',
  'ticket-routing:9464',
] as const;
type Address = (typeof ADDRESSES)[number];

/**
 * docker-compose.yml without containers: what each service mounts lies in one folder in the place of their root folders, and every address
 * is one of the loopback. In the files and commands nothing else is changed.
 */
export class LaidOut {
  readonly root: string;
  readonly services = composeFile().services;
  readonly #ports: ReadonlyMap<Address, number>;

  private constructor(root: string, ports: ReadonlyMap<Address, number>) {
    this.root = root;
    this.#ports = ports;
  }

  static async make(): Promise<LaidOut> {
    const ports = new Map<Address, number>();
    for (const address of ADDRESSES) ports.set(address, await freePort());
    const made = new LaidOut(mkdtempSync(join(tmpdir(), 'gateline-compose-')), ports);
    for (const [name, service] of Object.entries(made.services)) made.#mount(name, service);
    return made;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** A path of a container. */
  path(inContainer: string): string {
    return join(this.root, inContainer);
  }

  text(inContainer: string): string {
    return readFileSync(this.path(inContainer), 'utf8');
  }

  port(address: Address): number {
    return this.#ports.get(address) ?? 0;
  }

  url(address: Address): string {
    return `http://127.0.0.1:${this.port(address)}`;
  }

  /** What a service is started with: its command, with the paths and addresses of here. */
  args(service: string): string[] {
    return (this.services[service]?.command ?? []).map((text) => this.here(service, text));
  }

  /** A text of a service: its own addresses to listen on, those of others, and every path that is mounted. */
  here(service: string, text: string): string {
    let changed = text;
    for (const [address, port] of this.#ports) {
      const [host = '', itsPort = ''] = address.split(':');
      changed = changed.replaceAll(`${host}:${itsPort}`, `127.0.0.1:${port}`);
      if (host !== service) continue;
      if (changed === itsPort) return String(port);
      if (changed === '0.0.0.0') return '127.0.0.1';
      changed = changed.replaceAll(
        new RegExp(`(0\\.0\\.0\\.0|127\\.0\\.0\\.1|(?<=")):${itsPort}\\b`, 'g'),
        `127.0.0.1:${port}`,
      );
    }
    const targets = mountsOf(this.services[service] ?? NO_SERVICE).map(({ target }) => target);
    for (const target of targets)
      changed = changed.replaceAll(new RegExp(`(?<![\\w.])${target}\\b`, 'g'), this.path(target));
    return changed;
  }

  #mount(name: string, service: ComposeService): void {
    for (const { source, target, named } of mountsOf(service)) {
      const place = this.path(target);
      // Mounted by another service already, which listens by the same file.
      if (existsSync(place)) continue;
      mkdirSync(dirname(place), { recursive: true });
      if (named) {
        const volume = join(this.root, 'volumes', source);
        mkdirSync(volume, { recursive: true });
        symlinkSync(volume, place, 'dir');
      } else {
        cpSync(source, place, { recursive: true });
        if (statSync(place).isFile()) writeFileSync(place, this.here(name, readFileSync(place, 'utf8')));
      }
    }
  }
}

const NO_SERVICE = { image: '', user: '' } as const;
