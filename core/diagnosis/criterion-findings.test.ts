import { describe, expect, test } from 'vitest';
import {
  diagnosed,
  evidence,
  judged,
  overAWeek,
  roadmapOf,
  seen,
  sight,
  source,
  version,
} from './testing/facts.ts';

const LATENCY = 'latency_p99 < 2s';
const ACCURACY = 'accuracy >= 92%';

/** What is amiss or could be better. */
function amiss(facts: Parameters<typeof diagnosed>[0]): readonly string[] {
  return diagnosed(facts).filter((line) => !line.startsWith('fine'));
}

describe('a criterion', () => {
  const presets = [{ name: 'litellm', title: 'LiteLLM', measures: ['request_duration', 'cost_usd'] }];
  const seenLatency = (more: object) =>
    sight({ measures: [seen('request_duration', { kind: 'distribution', ...more })] });
  const places = [{ item: 'v2', environment: 'production', n: 90_000 }];
  const stored = (measure: string, of = places, kind: 'counter' | 'distribution' = 'counter') => ({
    measure,
    kind,
    places: of,
    labels: [],
  });

  test.each([
    [
      'whose measure nobody brings',
      LATENCY,
      { sources: [source('service', ['requests'])] },
      [
        'no source brings request_duration → map a metric to it (`metrics: [{ metric: …, measure: request_duration }]`), or name a preset that brings it (litellm)',
      ],
    ],
    [
      'whose measure a program would bring that is there',
      LATENCY,
      {
        sources: [
          source('gateway', ['requests'], {
            sight: sight({
              measures: [],
              recognised: [
                {
                  name: 'litellm',
                  title: 'LiteLLM',
                  metrics: ['litellm_x'],
                  isNamed: false,
                  isMapped: true,
                  measures: ['request_duration'],
                },
              ],
            }),
          }),
        ],
      },
      [
        'no source brings request_duration → write `preset: litellm` for gateway: that program shows itself there',
      ],
    ],
    [
      'of cost, while tokens are counted',
      'cost_per_request < $0.01',
      { sources: [source('service', ['requests', 'tokens_input', 'tokens_output'])] },
      [
        'no source brings cost_usd → name a file of prices (`prices: prices.yaml`): tokens are counted already',
      ],
    ],
    [
      'that the histogram of its source cannot decide',
      LATENCY,
      {
        sources: [
          source('service', ['request_duration'], { sight: seenLatency({ bounds: [[0.5, 1, 2.5, 5]] }) }),
        ],
      },
      [
        'desk_request_duration of service has 2 s inside a bucket from 1.00 s to 2.50 s, so it cannot tell what is within the target → add a bucket boundary at 2 s where the histogram is made',
      ],
    ],
    [
      'whose target lies beyond all buckets',
      LATENCY,
      { sources: [source('service', ['request_duration'], { sight: seenLatency({ bounds: [[0.5, 1]] }) })] },
      [
        'desk_request_duration of service has 2 s inside its last bucket, from 1.00 s up, so it cannot tell what is within the target → add a bucket boundary at 2 s where the histogram is made',
      ],
    ],
    [
      'that the stored buckets cannot decide',
      LATENCY,
      {
        sources: [source('service', ['request_duration'])],
        evidence: [
          evidence({
            measures: [stored('request_duration', places, 'distribution')],
            criteria: [
              judged(LATENCY, 'unproven', 'bucket-resolution', {
                actual: { ...overAWeek(90_000), bucket: { lower: 1, upper: 2.5 } },
              }),
            ],
          }),
        ],
      },
      [
        'its histogram has 2 s inside a bucket from 1.00 s to 2.50 s, so it cannot tell what is within the target → add a bucket boundary at 2 s where the histogram is made',
      ],
    ],
    [
      'of whose measure nothing was ever stored',
      LATENCY,
      {
        sources: [source('service', ['request_duration'])],
        evidence: [evidence({ criteria: [judged(LATENCY, 'no-data', 'never-seen')] })],
      },
      [
        'nothing of request_duration, which service should bring, has been stored in 28 days → see what the source above says of its metrics',
      ],
    ],
    [
      'whose version has no traffic',
      LATENCY,
      {
        sources: [source('service', ['request_duration'])],
        evidence: [
          evidence({
            measures: [
              stored('request_duration', [{ item: 'v1', environment: 'production', n: 9 }], 'distribution'),
            ],
            criteria: [judged(LATENCY, 'no-data', 'never-seen')],
          }),
        ],
      },
      [
        'request_duration is not seen for v2, only for v1 → if v2 serves traffic, let `attribution.item` of the source give its series to v2',
      ],
    ],
    [
      'whose environment is called otherwise',
      LATENCY,
      {
        sources: [source('service', ['request_duration'])],
        evidence: [
          evidence({
            measures: [
              stored('request_duration', [{ item: 'v2', environment: 'prod', n: 9 }], 'distribution'),
            ],
            criteria: [judged(LATENCY, 'no-data', 'never-seen')],
          }),
        ],
      },
      [
        'request_duration is not seen in production, only in prod → let `attribution.environment` of the source call it production, or write `in prod` in the criterion',
      ],
    ],
    [
      'that speaks of a label which nobody keeps',
      'accuracy >= 80% each language',
      {
        sources: [
          source('grades', ['graded', 'graded_correct'], {
            sight: sight({ measures: [seen('graded', { labels: ['language'] })] }),
          }),
        ],
      },
      [
        'grades does not keep the label language of graded, which the criterion speaks of → write `keep: [language]` for grades',
        'grades does not keep the label language of graded_correct, which the criterion speaks of → write `keep: [language]` for grades',
      ],
    ],
    [
      'whose window is too short for its traffic',
      LATENCY,
      {
        sources: [source('service', ['request_duration'])],
        evidence: [
          evidence({
            measures: [stored('request_duration', places, 'distribution')],
            criteria: [judged(LATENCY, 'unproven', 'too-few', { actual: overAWeek(280) })],
          }),
        ],
      },
      [
        'it takes 1,000 requests, and 7 days hold about 280 at the present rate → look over a longer window (`over 25d`), or grade more of the answers where it is graded ones that lack',
      ],
    ],
    [
      'that will have enough when its window is full',
      ACCURACY,
      {
        sources: [source('grades', ['graded', 'graded_correct'])],
        evidence: [
          evidence({
            measures: [stored('graded'), stored('graded_correct')],
            criteria: [judged(ACCURACY, 'unproven', 'too-few', { actual: overAWeek(140) })],
          }),
        ],
      },
      ['140 of about 200 graded answers → at the present rate it is enough in about 3 days'],
    ],
    [
      'that no evaluation run is about',
      'accuracy >= 92% on evaluation of golden-set',
      {
        evidence: [
          evidence({
            datasets: ['golden'],
            criteria: [judged('accuracy >= 92% on evaluation of golden-set', 'no-data', 'never-seen')],
          }),
        ],
      },
      [
        'no evaluation run on golden-set of v2; there are runs on golden → gateline import evaluations FILE --version v2 --dataset golden-set',
      ],
    ],
    [
      'whose run is too small to prove it',
      'accuracy >= 98% on evaluation',
      {
        evidence: [
          evidence({
            criteria: [
              judged('accuracy >= 98% on evaluation', 'unproven', 'too-few', { actual: overAWeek(50) }),
            ],
          }),
        ],
      },
      ['it takes 133 items, and the run has 50 → evaluate on 133 items or more'],
    ],
    [
      'that something else keeps from being decided',
      ACCURACY,
      {
        sources: [source('grades', ['graded', 'graded_correct'])],
        evidence: [
          evidence({
            measures: [stored('graded'), stored('graded_correct')],
            criteria: [judged(ACCURACY, 'no-data', 'coverage', { actual: overAWeek(900) })],
          }),
        ],
      },
      ['coverage → let the source be read without gaps, or look over a window that lies behind them'],
    ],
  ])('%s', (_, text, facts, expected) => {
    const sources = 'sources' in facts ? facts.sources : [source('other', [])];
    const roadmaps = [roadmapOf(version('v2', text))];
    const told = amiss({ roadmaps, presets, ...facts, sources })
      .filter((line) => line.includes(': criterion '))
      .map((line) => line.slice(line.indexOf(': ', line.indexOf('criterion v2')) + 2));
    expect(told).toEqual(expected);
  });

  test('is not expected to have data before its version has begun', () => {
    const roadmaps = [roadmapOf({ ...version('v4', LATENCY), lifecycle: 'planned' })];
    expect(amiss({ roadmaps, sources: [source('service', ['requests'])] })).toEqual([
      'hint: criterion v4 latency_p99 < 2s: no source brings request_duration → map a metric to it (`metrics: [{ metric: …, measure: request_duration }]`)',
    ]);
  });

  test('about production is not expected to have data while its version is in staging', () => {
    const roadmaps = [roadmapOf({ ...version('v2', LATENCY), lifecycle: 'staging' })];
    const facts = {
      roadmaps,
      sources: [source('service', ['request_duration'])],
      evidence: [evidence({ criteria: [judged(LATENCY, 'no-data', 'never-seen')] })],
    };
    expect(amiss(facts)).toEqual([]);
  });

  test('is judged no more when its version was retired', () => {
    const roadmaps = [roadmapOf({ ...version('v1', LATENCY), lifecycle: 'retired' })];
    expect(amiss({ roadmaps, sources: [source('service', ['requests'])] })).toEqual([]);
  });

  test('that was decided all the same keeps its hint about buckets', () => {
    const facts = {
      roadmaps: [roadmapOf(version('v2', LATENCY))],
      sources: [source('service', ['request_duration'], { sight: seenLatency({ bounds: [[1, 5]] }) })],
      evidence: [evidence({ criteria: [judged(LATENCY, 'pass', 'met', { actual: overAWeek(9_000) })] })],
    };
    expect(amiss(facts)).toEqual([
      expect.stringMatching(
        /^hint: .* inside a bucket from 1.00 s to 5.00 s, .*; so far that was decided all the same/,
      ),
    ]);
  });
});
