import { GatelineError } from '../../core/errors.ts';
import { ACCEPT, expositionFormat } from '../exposition/content-type.ts';
import { ExpositionReader, type SeriesIdentity } from '../exposition/exposition-reader.ts';
import { Connection, type Credentials } from '../http/connection.ts';
import { shownUrl } from '../http/failure.ts';
import { refusal } from '../http/refusal.ts';
import { request } from '../http/request.ts';
import type { ScrapeSource, ScrapeTarget } from '../scrape/schema.ts';
import { TargetList } from '../scrape/target-list.ts';
import { LOOK } from './limits.ts';
import type { LookDeps } from './look-deps.ts';
import type { Shown, ShownTarget } from './shown.ts';

/** Reads `/metrics` of the targets of a source, once; each that cannot be read says why. */
export async function lookAtScrape(source: ScrapeSource, deps: LookDeps): Promise<Shown> {
  const { targets, warnings } = await new TargetList(source, deps.folder).read();
  const asked = targets.slice(0, LOOK.targets);
  const looks: Look[] = warnings.map((trouble) => ({ address: source.name, trouble }));
  const credentials = await new Connection(source, deps.secrets).credentials();
  const waiting = asked.values();
  const worker = async () => {
    for (const target of waiting) looks.push(await lookAt(target, source, credentials, deps));
  };
  await Promise.all(Array.from({ length: Math.min(LOOK.atOnce, asked.length) }, worker));
  const shown = looks.flatMap(({ target }) => target ?? []);
  return {
    asked: looks.map(({ address, trouble }) => ({ address, ...(trouble === undefined ? {} : { trouble }) })),
    leftOut: targets.length - asked.length,
    targets: shown,
    names: [...new Set(shown.flatMap(({ families }) => families))],
  };
}

interface Look {
  readonly address: string;
  readonly trouble?: string;
  readonly target?: ShownTarget;
}

async function lookAt(
  { url, labels }: ScrapeTarget,
  source: ScrapeSource,
  credentials: Credentials,
  { signal }: LookDeps,
): Promise<Look> {
  const address = shownUrl(url);
  try {
    const limits = {
      timeoutMs: Math.min(source.timeout, LOOK.timeoutMs),
      maxBytes: Math.min(source.max_body, LOOK.maxBytes),
      maxRedirects: source.max_redirects,
    };
    const answer = await request({ url, headers: { accept: ACCEPT }, credentials, limits, signal });
    if (answer.status !== 200) throw refusal(url, answer.status, credentials.authorization !== undefined);
    const format = expositionFormat(answer.contentType, source.fallback_format);
    const reader = new ExpositionReader<SeriesIdentity>({
      format,
      maxSamples: Math.min(source.max_samples, LOOK.maxSamples),
      resolve: (identity) => ({ ...identity, labels: { ...identity.labels, ...labels } }),
    });
    const { samples, families } = reader.read(answer.body, answer.delimited);
    const series = Array.from({ length: samples.size }, (_, i) => ({
      ...(samples.series[i] as SeriesIdentity),
      value: samples.value(i),
    }));
    const { host } = new URL(url);
    return { address, target: { instance: host, series, families: families.map(({ name }) => name) } };
  } catch (error) {
    if (!(error instanceof GatelineError)) throw error;
    const isNamed = error.message.includes(address);
    return { address, trouble: isNamed ? error.message : `${address}: ${error.message}` };
  }
}
