import { describe, expect, it } from 'vitest';
import type { Track } from '../roadmap.ts';
import { proposeCriteria } from './gate-line.ts';

const items = new Map<string, Track>([
  ['v1', 'models'],
  ['v2', 'models'],
  ['v3', 'models'],
]);

function proposed(track: Track, line: string, item = 'v3'): readonly string[] {
  const context = { currency: 'USD', items, item, track, evaluation: track === 'models' };
  return proposeCriteria(line, context, 'product lead').map(({ text, margin }) =>
    margin === undefined ? text : `${text} (margin ${margin})`,
  );
}

const attested = (statement: string) => `attested by product lead: "${statement}"`;

describe('the criteria that a gate line proposes', () => {
  it.each<[Track, string, readonly string[]]>([
    [
      'models',
      '[X]% accuracy on test set, p99 latency < [Y]s',
      ['accuracy >= [X]% on evaluation', 'latency_p99 < [Y]s'],
    ],
    [
      'models',
      '[X]% accuracy, <[Y]% hallucination rate, cost < $[Z]/req',
      [
        'accuracy >= [X]% on evaluation',
        'hallucination_rate < [Y]% on evaluation',
        'cost_per_request < $[Z]',
      ],
    ],
    [
      'models',
      'Matches v2 quality at 50% lower cost per request',
      ['accuracy >= v2 on evaluation (margin 1pp)', 'cost_per_request <= 50% of v2'],
    ],
    [
      'data',
      'Pipeline handles production volume with <1% error rate',
      ['pipeline_error_rate < 1%', attested('Pipeline handles production volume')],
    ],
    [
      'data',
      'Data pipeline delivers clean, labeled data to dev environment',
      [attested('Data pipeline delivers clean, labeled data to dev environment')],
    ],
    [
      'data',
      'Automated data quality gates, self-healing pipeline',
      [attested('Automated data quality gates'), attested('self-healing pipeline')],
    ],
    ['models', '85% accuracy gate', ['accuracy >= 85% on evaluation']],
    ['models', '70% helpful rate gate', ['helpful_rate >= 70%']],
    ['models', 'Category classification (92%)', ['accuracy >= 92% on evaluation']],
    [
      'models',
      'Accuracy at least 92 percent and hallucinations under 3%',
      ['accuracy >= 92% on evaluation', 'hallucination_rate < 3% on evaluation'],
    ],
    [
      'models',
      '95% accuracy on golden set; p95 latency under 800ms; zero critical failures',
      ['accuracy >= 95% on evaluation', 'latency_p95 < 800ms', 'critical_failures = 0 on evaluation'],
    ],
    [
      'models',
      'at least 85% accuracy on evaluation of golden-set',
      ['accuracy >= 85% on evaluation of golden-set'],
    ],
    [
      'models',
      'accuracy >= 85% on evaluation of golden-set',
      ['accuracy >= 85% on evaluation of golden-set'],
    ],
    ['models', 'helpful rate 70% or better', ['helpful_rate >= 70%']],
    ['models', 'XX% accuracy', ['accuracy >= [X]% on evaluation']],
    ['models', '30% cheaper than v2', ['cost_per_request <= 70% of v2']],
    [
      'models',
      'no worse than v1 accuracy, 20% lower p95 latency',
      ['accuracy >= v1 on evaluation (margin 1pp)', 'latency_p95 <= 80% of v1'],
    ],
    ['data', '15,000 labeled examples', ['labeled_examples >= 15000']],
    ['infrastructure', '99.9% uptime', ['success_rate >= 99.9%']],
    ['models', 'latency < 2s', ['latency_p99 < 2s']],
  ])('on the track %s from “%s”', (track, line, criteria) => {
    expect(proposed(track, line)).toEqual(criteria);
  });

  it('keep what they cannot measure in its own words, so that nothing of the line is lost', () => {
    expect(proposed('models', 'F1 > 0.8, accuracy > 90% and a review by security')).toEqual([
      'accuracy > 90% on evaluation',
      attested('F1 > 0.8'),
      attested('a review by security'),
    ]);
  });

  it('do not compare with a version that is not there', () => {
    expect(proposed('models', '30% cheaper than v9')).toEqual([attested('30% cheaper than v9')]);
  });

  it.each(['', '   ', '.', '-'])('are none for %j', (line) => {
    expect(proposed('models', line)).toEqual([]);
  });

  it('are few and come soon, whatever stands there', () => {
    const began = process.threadCpuUsage();
    for (const line of [
      '9% '.repeat(5000),
      '('.repeat(20_000),
      'accuracy '.repeat(3000),
      `${'a,'.repeat(10_000)}85% accuracy`,
    ]) {
      expect(Array.isArray(proposed('models', line))).toBe(true);
    }
    // The thread's own time: others may have the processor.
    expect(process.threadCpuUsage(began).user / 1_000).toBeLessThan(4_000);
  });
});
