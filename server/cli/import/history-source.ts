import { GatelineError } from '../../../core/errors.ts';
import { nearest } from '../../../core/text/nearest.ts';
import type { ConfiguredSource } from '../../config/sources.ts';

/** Kinds of sources that have a past in a server, and in a file. */
const OF_SERVERS: readonly string[] = ['prometheus'];
const OF_FILES: readonly string[] = ['prometheus', 'scrape'];

/**
 * The configured source that a past is taken in for.
 * @throws GatelineError `bad-request` when there is none of that name, or its kind has no such past
 */
export function historySource(
  sources: readonly ConfiguredSource[],
  name: string,
  fromFile: boolean,
): ConfiguredSource {
  const found = sources.find((source) => source.name === name);
  if (found === undefined) throw unknown(sources, name);
  const kinds = fromFile ? OF_FILES : OF_SERVERS;
  if (!kinds.includes(found.type)) {
    const way = fromFile ? '' : '; give its history in a file in OpenMetrics: --file';
    const message = `\`${name}\` is a source of type ${found.type}, and only ${kinds.join(' and ')} ${kinds.length > 1 ? 'have' : 'has'} a past that can be read${OF_FILES.includes(found.type) ? way : ''}.`;
    throw new GatelineError('bad-request', message);
  }
  return found;
}

function unknown(sources: readonly ConfiguredSource[], name: string): GatelineError {
  const names = sources.map((source) => source.name);
  const meant = nearest(name, names);
  const there = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
  const hint = meant === undefined ? there : `did you mean ${meant}?`;
  return new GatelineError(
    'bad-request',
    `The configuration has no source \`${name}\`; ${hint}${meant === undefined ? '.' : ''}`,
  );
}
