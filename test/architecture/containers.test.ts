import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MAPPED_MEASURES, renderConfiguration } from '../../examples/ticket-routing/configuration.ts';
import { composeFile, mountsOf } from '../setup/compose-file.ts';

const COMPOSE = composeFile();
const SERVICES = Object.entries(COMPOSE.services);
const DOCKERFILE = readFileSync('Dockerfile', 'utf8');

/** The JSON Schema of the Compose Specification, as the linter dclint brings it along. */
function composeSchema(): { definitions: { service: { properties: object } } } {
  const linter = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  return JSON.parse(readFileSync(join(linter, 'schemas/compose.schema.json'), 'utf8'));
}

/** Images that nothing of ours is built from by name: `FROM` lines, and services that are pulled. */
function imagesOf(text: string): string[] {
  const stages = [...text.matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, name]) => name);
  return [...text.matchAll(/^FROM (\S+)/gm)].flatMap(([, name = '']) =>
    stages.includes(name) ? [] : [name],
  );
}

describe('docker-compose.yml', () => {
  it('is what the Compose Specification says', () => {
    const { $schema: _, ...schema } = { $schema: '', ...composeSchema() };
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    const file = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
    validate(file);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...file, services: { gateline: { image: 'x', readonly: true } } })).toBe(false);
  });

  it('has the services that belong together', () => {
    expect(Object.keys(COMPOSE.services)).toEqual([
      'gateline',
      'tokens',
      'influxdb',
      'prometheus',
      'alertmanager',
      'otel-collector',
      'ticket-routing',
    ]);
  });

  it('pins every version', () => {
    const built = SERVICES.flatMap(([, { build }]) =>
      typeof build === 'object' ? imagesOf(build.dockerfile_inline) : [],
    );
    const pulled = SERVICES.flatMap(([, { build, image }]) => (build === undefined ? [image] : []));
    const images = [...imagesOf(DOCKERFILE), ...built, ...pulled];
    expect(images).toHaveLength(7);
    for (const image of images) expect(image).toMatch(/:v?\d+\.\d+\.\d+(-[\w.-]+)?$/);
  });

  it.each(SERVICES)(
    '%s runs as nobody in particular, in a file system that it cannot change',
    (_, service) => {
      expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
    },
  );

  it.each(SERVICES.filter(([name]) => name !== 'tokens'))('%s says whether it is well', (_, service) => {
    expect(service.healthcheck?.test?.[0]).toBe('CMD');
    expect(service.mem_limit).toBeDefined();
  });

  it.each(SERVICES)('%s mounts what is there, and changes nothing of the project', (_, service) => {
    for (const { source, named, readOnly } of mountsOf(service)) {
      if (named) expect(Object.keys(COMPOSE.volumes)).toContain(source);
      else
        expect({ source, there: existsSync(source), readOnly }).toEqual({
          source,
          there: true,
          readOnly: true,
        });
    }
  });

  it('opens ports to this machine alone', () => {
    for (const [, { ports = [] }] of SERVICES) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('and its files have no secrets', () => {
    for (const file of ['docker-compose.yml', 'Dockerfile', ...globSync('deploy/*')]) {
      const text = readFileSync(file, 'utf8');
      expect(text, file).not.toMatch(/gl_\w{8}_/);
      expect(text, file).not.toMatch(/(password|token|secret|credentials)\w*"?\s*[:=][ \t]*["']?\w/i);
    }
  });
});

describe('the Dockerfile', () => {
  it('copies what is there, and .dockerignore lets it through', () => {
    const ignore = readFileSync('.dockerignore', 'utf8').split('\n');
    const copied = [...DOCKERFILE.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect(copied.length).toBeGreaterThan(8);
    for (const name of copied) {
      expect(existsSync(name), name).toBe(true);
      expect(ignore).toContain(`!${name}`);
    }
  });

  it('has the Node that the project brings along, in every stage', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const images = imagesOf(DOCKERFILE);
    expect(images).toHaveLength(2);
    for (const image of images)
      expect(image).toBe(`node:${lock.packages['node_modules/node'].version}-bookworm-slim`);
  });

  it('ends as nobody in particular', () => {
    expect([...DOCKERFILE.matchAll(/^USER (.+)$/gm)].map(([, user]) => user)).toEqual(['10001:10001']);
  });
});

describe('deploy/gateline.yaml', () => {
  interface Source {
    readonly type: string;
    readonly metrics?: readonly { readonly measure: string }[];
  }
  const sourcesOf = (text: string) => (parse(text) as { sources: readonly Source[] }).sources;
  const metricsOf = (sources: readonly Source[]) => sources.flatMap(({ metrics = [] }) => metrics);

  it('counts what the demo counts, each measure from one source', () => {
    const here = sourcesOf(readFileSync('deploy/gateline.yaml', 'utf8'));
    expect(here.map(({ type }) => type)).toEqual(['prometheus', 'otlp', 'alertmanager']);
    expect(metricsOf(here)).toEqual(metricsOf(sourcesOf(renderConfiguration('demo'))));
    expect(metricsOf(here).map(({ measure }) => measure)).toEqual(MAPPED_MEASURES);
  });
});
