import { formatCount, formatShare } from '../signal/format.ts';
import type { SourceDetail } from './finding.ts';
import { listed, modelsInWords, momentWords, plural, type Words } from './word-parts.ts';

/** As many measures and labels are named before "and more". */
const MOST = 6;

/** A finding about a source, in words. */
export function sourceWords(detail: SourceDetail, source: string): Words {
  switch (detail.code) {
    case 'source-read':
      return { sentence: readWords(detail) };
    case 'source-sends':
      return { sentence: `sends by itself; it is mapped to ${listed(detail.measures, MOST) || 'nothing'}` };
    case 'target-unreadable':
      return {
        sentence: detail.of > 1 ? `one of ${detail.of} targets: ${detail.message}` : detail.message,
        wayOut: `start what should answer there, or correct the address or the credentials of ${source} in gateline.yaml`,
      };
    case 'source-not-running':
      return {
        sentence: 'the running server does not have it',
        wayOut: 'start the server again: gateline.yaml is read at its start',
      };
    case 'source-failing':
      return {
        sentence: `the server cannot read it: ${detail.message}`,
        wayOut: 'if it can be read from here, look at the way from the server to it',
      };
    case 'source-stale':
      return {
        sentence: `nothing has come from it since ${momentWords(detail.lastSuccessAt)}`,
        wayOut: 'see whether it still runs and sends',
      };
    case 'source-silent':
      return silentWords(detail.type);
    case 'source-warns':
      return { sentence: detail.message };
    case 'samples-rejected':
      return {
        sentence: `samples were refused since the server started: ${reasonsInWords(detail.reasons)}`,
        wayOut: 'docs/configuration.md says what each reason means; what was refused counts for nothing',
      };
    case 'labels-overflowed':
      return {
        sentence: `${formatCount(detail.n)} sets of labels were too many and share one overflow series, so that items and labels cannot be told apart there`,
        wayOut: `keep fewer labels (\`keep\`), or raise \`max_label_sets\` of ${source}`,
      };
    case 'nothing-mapped':
      return nothingMapped(detail.presets, source);
    case 'preset-fits':
      return fitsWords(detail, source);
    case 'programs-read':
      return { sentence: `recognised in what has arrived: ${detail.programs.join(', ')}` };
    case 'preset-absent':
      return {
        sentence: `the preset ${detail.preset} is named, and nothing of ${detail.title} shows`,
        wayOut: `point ${source} at its metrics, or take the preset out`,
      };
    case 'metric-absent':
      return absentWords(detail);
    case 'metric-refused':
      return {
        sentence: `${detail.metric} cannot be ${detail.measure}: ${detail.why}`,
        wayOut: `map a metric of the right kind, or say \`kind\` in its line`,
      };
    case 'item-unread':
      return unreadWords(detail, source);
    case 'models-priceless':
      return {
        sentence: `counts tokens that have no price: ${modelsInWords(detail.models)}`,
        wayOut:
          'add these models to a file of `prices` (docs/prices.md), for what is counted before then stays unpriced',
      };
    case 'models-costless':
      return {
        sentence: `counts tokens but no cost of ${modelsInWords(detail.models)}, so that these seem to be free`,
        wayOut: `tell that program the price, or take \`cost_usd\` from \`prices\` of ours instead (\`without: [cost_usd]\` in its preset)`,
      };
  }
}

type Of<Code extends SourceDetail['code']> = Extract<SourceDetail, { readonly code: Code }>;

function readWords({ targets, leftOut, metrics, recognised, measures }: Of<'source-read'>): string {
  const where = `${plural(targets, 'address', 'addresses')} can be read`;
  const out = leftOut > 0 ? `, ${leftOut} more were not asked` : '';
  if (metrics === 0) return `${where}${out}`;
  const known =
    recognised.length === 0 ? 'no program that a preset knows' : `recognised: ${recognised.join(', ')}`;
  const brings = measures.length === 0 ? 'none of its measures shows yet' : `shows ${listed(measures, MOST)}`;
  return `${where}${out}, with ${formatCount(metrics)} metrics; ${known}; ${brings}`;
}

function silentWords(type: string): Words {
  if (type === 'otlp') {
    return {
      sentence: 'nothing has arrived yet',
      wayOut:
        'set OTEL_EXPORTER_OTLP_ENDPOINT of the service to the address of `otlp.listen`, or look whether `where` leaves its resource out',
    };
  }
  return type === 'evaluations'
    ? { sentence: 'no file has been taken in yet', wayOut: 'put a file into its folder, or look at `path`' }
    : { sentence: 'it has not been read yet', wayOut: 'ask again in a moment' };
}

function reasonsInWords(reasons: Readonly<Record<string, number>>): string {
  const all = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return listed(
    all.map(([reason, n]) => `${formatCount(n)} × ${reason}`),
    MOST,
  );
}

function nothingMapped(presets: readonly string[], source: string): Words {
  const [first] = presets;
  const sentence = 'none of its metrics is mapped to a measure, so nothing of it counts';
  return first === undefined
    ? { sentence, wayOut: `write \`metrics\` for ${source}, or name a preset (docs/presets.md)` }
    : { sentence, wayOut: `write \`preset: ${first}\` for ${source}: that program shows itself there` };
}

function fitsWords({ preset, title, metrics, measures, takers }: Of<'preset-fits'>, source: string): Words {
  const gains = measures.length === 0 ? '' : `; it would bring ${listed(measures, MOST)}`;
  return {
    sentence: `${title} shows itself (${metrics.join(', ')}) and no preset is named for it${gains}`,
    wayOut: `if it is wanted, write \`preset: ${preset}\` for ${takers?.join(' or ') || source}, or add it to the list`,
  };
}

function absentWords({ metric, measures, nearest }: Of<'metric-absent'>): Words {
  const for_ = measures.length === 0 ? 'a circuit breaker' : measures.join(', ');
  const sentence = `${metric} is not there, of which ${for_} should come`;
  return nearest === undefined
    ? { sentence, wayOut: 'look at its name; some libraries show a counter only when it first counts' }
    : { sentence, wayOut: `is it ${nearest}?` };
}

function unreadWords({ measure, share, wanted, labels }: Of<'item-unread'>, source: string): Words {
  const told = `${formatShare(share)} of its ${measure} belongs to no version`;
  const missing = wanted.filter((label) => !labels.includes(label));
  const why =
    wanted.length === 0
      ? 'its configuration names no label for it'
      : missing.length === wanted.length
        ? `its series have no label ${missing.join(' or ')}`
        : `what its series have in ${wanted.join(', ')} matches no rule`;
  return {
    sentence: `${told}: ${why}`,
    wayOut: `write \`attribution: { item: … }\` for ${source}; labels there: ${listed(labels, MOST) || 'none'}`,
  };
}
