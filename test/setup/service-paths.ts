import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A real program that tests run against. */
export interface Service {
  readonly name: string;
  /** Environment variable that names the program where it is not on the PATH. */
  readonly variable: string;
  /** What it is called, by preference. */
  readonly programs: readonly string[];
  readonly debianPackage: string;
  /** Where to get it on other systems. */
  readonly home: string;
}

export const SERVICES = {
  prometheus: {
    name: 'Prometheus',
    variable: 'GATELINE_PROMETHEUS',
    programs: ['prometheus'],
    debianPackage: 'prometheus',
    home: 'https://prometheus.io/download/',
  },
  promtool: {
    name: 'promtool',
    variable: 'GATELINE_PROMTOOL',
    programs: ['promtool'],
    debianPackage: 'prometheus',
    home: 'https://prometheus.io/download/',
  },
  alertmanager: {
    name: 'Alertmanager',
    variable: 'GATELINE_ALERTMANAGER',
    programs: ['prometheus-alertmanager', 'alertmanager'],
    debianPackage: 'prometheus-alertmanager',
    home: 'https://prometheus.io/download/',
  },
  amtool: {
    name: 'amtool',
    variable: 'GATELINE_AMTOOL',
    programs: ['amtool'],
    debianPackage: 'prometheus-alertmanager',
    home: 'https://prometheus.io/download/',
  },
  influxdb: {
    name: 'InfluxDB 1.x',
    variable: 'GATELINE_INFLUXD',
    programs: ['influxd'],
    debianPackage: 'influxdb',
    home: 'https://docs.influxdata.com/influxdb/v1/introduction/install/',
  },
  victoriaMetrics: {
    name: 'VictoriaMetrics',
    variable: 'GATELINE_VICTORIA_METRICS',
    programs: ['victoria-metrics', 'victoria-metrics-prod'],
    debianPackage: 'victoria-metrics',
    home: 'https://docs.victoriametrics.com/victoriametrics/quick-start/',
  },
  chromium: {
    name: 'Chromium',
    variable: 'GATELINE_CHROMIUM',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    debianPackage: 'chromium',
    home: 'https://www.chromium.org/getting-involved/download-chromium/',
  },
} as const satisfies Record<string, Service>;

/** Where a service's program is: the environment variable, else the PATH (with Debian's usual folders); `undefined` when it is nowhere. */
export function findService(service: Service): string | undefined {
  const named = process.env[service.variable];
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin'];
  for (const program of service.programs) {
    for (const folder of folders) {
      const path = join(folder, program);
      if (folder !== '' && isProgram(path)) return path;
    }
  }
  return undefined;
}

/**
 * The program of a service that a test needs.
 * @throws Error that says how to get it; a test that needs a real server never passes without one
 */
export function servicePath(service: Service): string {
  const path = findService(service);
  if (path === undefined) throw new Error(missingText([service]));
  return path;
}

/** What is missing and how to get it. */
export function missingText(services: readonly Service[]): string {
  const lines = services.map(
    ({ name, variable, debianPackage, home }) =>
      `  ${name}: apt-get install ${debianPackage} on Debian, or from ${home}; or name the program in ${variable}`,
  );
  return `The tests need real services that are not here:\n${lines.join('\n')}\nWithout any of them: npm run test:unit`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
