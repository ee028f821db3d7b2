import type { ScrapeTarget } from './schema.ts';

/** What a target of a file is asked for where its labels do not say otherwise. */
export interface TargetDefaults {
  readonly scheme: 'http' | 'https';
  readonly metricsPath: string;
}

const PARAMETER = '__param_';

/**
 * The target that an address and its labels stand for, as Prometheus has it without relabelling: `__scheme__`, `__metrics_path__` and
 * `__param_x` make its URL; what else begins with two underscores is not for us; the rest are labels of its series.
 *
 * @returns what is wrong, at the end of a sentence
 */
export function targetOfFile(
  address: string,
  labels: Readonly<Record<string, string>>,
  { scheme, metricsPath }: TargetDefaults,
): ScrapeTarget | string {
  const { __scheme__: wanted = scheme, __metrics_path__: path = metricsPath } = labels;
  if (wanted !== 'http' && wanted !== 'https') return '__scheme__ is neither http nor https';
  const parameters = new URLSearchParams();
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (name.startsWith(PARAMETER)) parameters.append(name.slice(PARAMETER.length), value);
    else if (!name.startsWith('__')) own[name] = value;
  }
  const text = `${wanted}://${address}`;
  if (!URL.canParse(text) || new URL(text).pathname !== '/') return 'it is no address such as 10.0.0.7:9464';
  const url = new URL(text);
  const [pathname = '/', search = ''] = path.split('?', 2);
  url.pathname = pathname;
  url.search = [search, parameters.toString()].filter((part) => part !== '').join('&');
  return { url: url.href, labels: own };
}
