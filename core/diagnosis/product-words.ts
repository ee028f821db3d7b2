import { formatChange, formatCount, formatShare } from '../signal/format.ts';
import { formatBytes } from '../text/byte-text.ts';
import { formatDuration } from '../time/duration.ts';
import type { ProductDetail, StoreDetail } from './finding.ts';
import { listed, modelsInWords, type Words } from './word-parts.ts';

const MOST = 6;

/** A finding about a product, in words. */
export function productWords(detail: ProductDetail, product: string): Words {
  switch (detail.code) {
    case 'traffic-attributed':
      return { sentence: `all of ${formatCount(detail.total)} production requests belong to a version` };
    case 'traffic-unattributed':
      return {
        sentence: `${formatShare(detail.share)} of ${formatCount(detail.total)} production requests ${period(detail.ofLastDay)} belong to no version`,
        wayOut:
          'complete `attribution.item` of the source; what matched nothing is kept, and judged for no version',
      };
    case 'items-unknown':
      return {
        sentence: `traffic belongs to ${listed(detail.items, MOST)}, which the roadmap does not have`,
        wayOut:
          'add it to the roadmap, or map it to the item that it is a build of (`attribution.item` with `map`)',
      };
    case 'models-unpriced':
      return {
        sentence: `${formatShare(detail.share)} of the tokens ${period(detail.ofLastDay)} have no price: ${modelsInWords(detail.models)}`,
        wayOut:
          'add these models to a file of `prices` (docs/prices.md); what was counted before stays unpriced',
      };
    case 'sources-compared':
      return comparedWords(detail);
    case 'counted-twice':
      return twiceWords(detail);
    case 'not-judged-yet':
      return { sentence: 'some criteria have not been judged yet', wayOut: 'ask again in a moment' };
    case 'product-without-source':
      return {
        sentence: 'no source brings anything of it',
        wayOut: `add a source with \`product: ${product}\` to gateline.yaml`,
      };
    case 'product-without-roadmap':
      return {
        sentence: 'sources bring data of it, and no roadmap is about it',
        wayOut: `write \`product: ${detail.products[0] ?? 'PRODUCT'}\` in the sources, or add its roadmap to \`roadmaps\``,
      };
  }
}

type Of<Code extends ProductDetail['code']> = Extract<ProductDetail, { readonly code: Code }>;

function period(ofLastDay: boolean): string {
  return `of the last ${ofLastDay ? '24 hours' : '28 days'}`;
}

function comparedWords({
  source,
  measure,
  days,
  owned,
  compared,
  difference,
}: Of<'sources-compared'>): Words {
  const how =
    owned === compared
      ? 'says the same'
      : `has ${formatCount(compared)} beside the ${formatCount(owned)} that count (${formatChange(difference)})`;
  const sentence = `${measure}: ${source}, which is only compared, ${how} over ${days === 1 ? 'a day' : `${days} days`}`;
  return owned === compared
    ? { sentence }
    : {
        sentence,
        wayOut: 'if that is more than you expect, see which of both leaves something out or counts retries',
      };
}

function twiceWords({ measure, metric, instances, first, second, totals }: Of<'counted-twice'>): Words {
  const [one, other] = totals;
  const apart = one === other ? 'both at the same count' : `at ${formatCount(one)} and ${formatCount(other)}`;
  return {
    sentence: `${first} and ${second} both read ${metric} of ${listed(instances, MOST)} as ${measure}, ${apart}: it counts twice`,
    wayOut: `write \`compare: [${measure}]\` in one of them, or let each read targets of its own`,
  };
}

/** A finding about the store, in words. */
export function storeWords(detail: StoreDetail): Words {
  switch (detail.code) {
    case 'store-unknown':
      return { sentence: `what the store knows cannot be said: ${detail.message}` };
    case 'store-limited':
      return {
        sentence: `${detail.state === 'ready' ? 'all is served, but' : `it is ${detail.state}`}: ${detail.reason}`,
        wayOut: 'docs/operations.md says what to do',
      };
    case 'retention-short':
      return {
        sentence: `nothing is kept longer than ${formatDuration(detail.retentionMs)} (${detail.kind}), and \`${detail.criterion}\` looks over ${formatDuration(detail.windowMs)}`,
        wayOut: 'raise `store.retention`',
      };
    case 'points-set-aside':
      return {
        sentence: `InfluxDB refuses ${formatCount(detail.points)} points for good: ${detail.reason}`,
        wayOut: 'the newest are kept here; docs/operations.md says how to look at them',
      };
    case 'spool-filling':
      return {
        sentence: `${formatBytes(detail.bytes)} of at most ${formatBytes(detail.limitBytes)} wait for InfluxDB`,
        wayOut: 'see whether it runs and keeps up; when the spool is full, senders are asked to come back',
      };
  }
}
