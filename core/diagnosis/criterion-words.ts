import { formatCount, formatTargetValue, formatValue } from '../signal/format.ts';
import { formatDuration } from '../time/duration.ts';
import type { CriterionDetail } from './finding.ts';
import { listed, type Words } from './word-parts.ts';

const MOST = 6;
const USUAL_CURRENCY = 'USD';

/** A finding about a criterion, in words. @param item `''` for a success metric */
export function criterionWords(detail: CriterionDetail, item: string): Words {
  switch (detail.code) {
    case 'criterion-ready':
      return { sentence: readyWords(detail) };
    case 'measure-unmapped':
      return unmappedWords(detail);
    case 'measure-unseen':
      return unseenWords(detail);
    case 'item-unseen':
      return {
        sentence: `${detail.measure} is not seen for ${item}, only for ${listed(detail.items, MOST) || 'no version at all'}`,
        wayOut: `if ${item} serves traffic, let \`attribution.item\` of the source give its series to ${item}`,
      };
    case 'environment-unseen':
      return {
        sentence: `${detail.measure} is not seen in ${detail.environment}, only in ${listed(detail.environments, MOST)}`,
        wayOut: `let \`attribution.environment\` of the source call it ${detail.environment}, or write \`in ${detail.environments[0] ?? 'staging'}\` in the criterion`,
      };
    case 'label-unkept':
      return unkeptWords(detail);
    case 'bucket-undecided':
      return bucketWords(detail);
    case 'n-out-of-reach':
      return outOfReachWords(detail);
    case 'n-growing':
      return {
        sentence: `${formatCount(detail.n)} of about ${formatCount(detail.needs)} ${detail.noun}`,
        wayOut:
          detail.days === undefined
            ? 'it takes more of them; nothing is wrong with the source'
            : `at the present rate it is enough in about ${detail.days === 1 ? 'a day' : `${formatCount(detail.days)} days`}`,
      };
    case 'run-missing':
      return runWords(detail, item);
    case 'evidence-lacking': {
      const wayOut = WAYS_OUT[detail.reason];
      return { sentence: withoutStop(detail.sentence), ...(wayOut === undefined ? {} : { wayOut }) };
    }
  }
}

type Of<Code extends CriterionDetail['code']> = Extract<CriterionDetail, { readonly code: Code }>;

function readyWords({ measures, sources, n, needs, noun }: Of<'criterion-ready'>): string {
  const from = measures.length === 0 ? '' : measures.join(', ');
  const by = sources.length === 0 ? '' : ` from ${sources.join(', ')}`;
  const seen = n === undefined || n === 0 ? '' : `${formatCount(n)} seen`;
  const asked = needs === 0 || noun === undefined ? '' : `needs ${formatCount(needs)} ${noun}`;
  return [`${from}${by}`, asked, seen].filter((part) => part !== '').join('; ') || 'nothing is lacking';
}

function unmappedWords({ measures, presets, offer, byPrices }: Of<'measure-unmapped'>): Words {
  const sentence = `no source brings ${measures.join(' or ')}`;
  if (byPrices)
    return { sentence, wayOut: 'name a file of prices (`prices: prices.yaml`): tokens are counted already' };
  if (offer !== undefined) {
    return {
      sentence,
      wayOut: `write \`preset: ${offer.preset}\` for ${offer.source}: that program shows itself there`,
    };
  }
  const by = presets.length === 0 ? '' : `, or name a preset that brings it (${presets.join(', ')})`;
  return {
    sentence,
    wayOut: `map a metric to it (\`metrics: [{ metric: …, measure: ${measures[0]} }]\`)${by}`,
  };
}

function unseenWords({ measure, sources, isShown }: Of<'measure-unseen'>): Words {
  const who = sources.length === 0 ? '' : `, which ${sources.join(' and ')} should bring,`;
  const sentence = `nothing of ${measure}${who} has been stored in 28 days`;
  return isShown
    ? {
        sentence,
        wayOut: 'it shows at the source: what it counts from the first read on comes in, so wait for traffic',
      }
    : { sentence, wayOut: 'see what the source above says of its metrics' };
}

function unkeptWords({ label, measure, source, isThere }: Of<'label-unkept'>): Words {
  const sentence = `${source} does not keep the label ${label} of ${measure}, which the criterion speaks of`;
  return isThere === false
    ? {
        sentence,
        wayOut: `its metrics do not have it either: give them that label, or take it from another one (\`labels: { ${label}: { label: … } }\`)`,
      }
    : { sentence, wayOut: `write \`keep: [${label}]\` for ${source}` };
}

function bucketWords({
  unit,
  target,
  lower,
  upper,
  metric,
  source,
  isDecided,
}: Of<'bucket-undecided'>): Words {
  const value = (bound: number) => formatValue(bound, unit, USUAL_CURRENCY);
  const at = formatTargetValue(target, unit, USUAL_CURRENCY);
  const whose = metric === undefined ? 'its histogram' : `${metric} of ${source}`;
  const bucket = Number.isFinite(upper)
    ? `a bucket from ${value(lower)} to ${value(upper)}`
    : `its last bucket, from ${value(lower)} up`;
  const sofar = isDecided ? '; so far that was decided all the same' : '';
  return {
    sentence: `${whose} has ${at} inside ${bucket}, so it cannot tell what is within the target${sofar}`,
    wayOut: `add a bucket boundary at ${at} where the histogram is made`,
  };
}

function outOfReachWords({ n, needs, noun, reach }: Of<'n-out-of-reach'>): Words {
  const need = `it takes ${formatCount(needs)} ${noun}`;
  if (reach === undefined) {
    return {
      sentence: `${need}, and the run has ${formatCount(n)}`,
      wayOut: `evaluate on ${formatCount(needs)} items or more`,
    };
  }
  const holds = `${formatDuration(reach.windowMs)} hold about ${formatCount(reach.expected)} at the present rate`;
  return {
    sentence: `${need}, and ${holds}`,
    wayOut: `look over a longer window (\`over ${reach.enoughDays}d\`), or grade more of the answers where it is graded ones that lack`,
  };
}

function runWords({ dataset, datasets }: Of<'run-missing'>, item: string): Words {
  const which = dataset === undefined ? 'no evaluation run' : `no evaluation run on ${dataset}`;
  const others = datasets.length === 0 ? '' : `; there are runs on ${listed(datasets, MOST)}`;
  const on = dataset === undefined ? '' : ` --dataset ${dataset}`;
  return {
    sentence: `${which} of ${item || 'the product'}${others}`,
    wayOut: `gateline import evaluations FILE --version ${item || 'VERSION'}${on}`,
  };
}

/** What is to be done where a verdict's own sentence says what is the matter. */
const WAYS_OUT: Readonly<Partial<Record<string, string>>> = {
  stale: 'see what the source above says; what it still has is filled in when it can be read again',
  coverage: 'let the source be read without gaps, or look over a window that lies behind them',
  unpriced: 'add the models that lack a price to a file of `prices`',
  'baseline-no-data':
    'let the version that it is compared with serve or be evaluated too, or state an absolute target',
  'not-comparable': 'evaluate both on the same items of the same revision of the dataset',
  'unknown-range': 'say between what its values lie (`range` under `signals`)',
  'several-datasets': 'say on which one: `on evaluation of DATASET`',
  sampled: 'send all traces, before any sampler, or count it by metrics',
  'first-day': 'wait for the day to close',
  'held-too-short': 'wait: it has to hold for longer',
  'no-events': 'wait for traffic',
  'immature-labels': 'wait for the grades of the newest answers',
};

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
