import { GatelineError } from '../../core/errors.ts';
import type { ExpositionFormat } from './types.ts';

/** What we ask for, best first, as Prometheus does (prometheus/common, expfmt). */
export const ACCEPT = [
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.9',
  'application/openmetrics-text;version=1.0.0;q=0.8',
  'application/openmetrics-text;version=0.0.1;q=0.7',
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6',
  'text/plain;version=0.0.4;q=0.5',
  '*/*;q=0.1',
].join(',');

const TEXT_VERSIONS: readonly (string | undefined)[] = [undefined, '0.0.4', '1.0.0'];
const OPENMETRICS_VERSIONS: readonly (string | undefined)[] = [undefined, '0.0.1', '1.0.0'];

/**
 * The format that a Content-Type names. As in Prometheus 3, a missing or unknown one is refused unless the configuration says what it
 * is to be taken for: a login page is no exposition.
 *
 * @throws GatelineError `source-answer-invalid`
 */
export function expositionFormat(
  contentType: string | undefined,
  fallback: ExpositionFormat | undefined,
): ExpositionFormat {
  const { media, version } = parts(contentType ?? '');
  if (media === 'text/plain' && TEXT_VERSIONS.includes(version)) return 'text';
  if (media === 'application/openmetrics-text' && OPENMETRICS_VERSIONS.includes(version))
    return 'openmetrics';
  if (fallback !== undefined) return fallback;
  throw new GatelineError(
    'source-answer-invalid',
    `The answer ${media === '' ? 'has no Content-Type' : `is ${media}${version === undefined ? '' : ` version ${version}`}`}, not an exposition of metrics; check the path, or set fallback_format if it is one.`,
  );
}

function parts(contentType: string): { media: string; version: string | undefined } {
  const [media = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const version = parameters.find((parameter) => parameter.startsWith('version='));
  // What a server sends is shown to people: only what can be a media type.
  const shown = /^[\w.+-]+\/[\w.+-]+$/.test(media) ? media.slice(0, 60) : '';
  return { media: shown, version: version?.slice('version='.length).replaceAll('"', '').slice(0, 20) };
}
