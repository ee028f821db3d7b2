import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readEvaluationFiles } from '../../collectors/evaluations/read-evaluation-files.ts';
import { readRoadmap } from '../../core/roadmap/document/read.ts';
import { type ConfigurationKind, renderConfiguration } from '../../examples/ticket-routing/configuration.ts';
import { evaluationFiles, evaluationText } from '../../examples/ticket-routing/evaluations.ts';
import { renderRoadmap } from '../../examples/ticket-routing/roadmap.ts';
import { timelineFor } from '../../examples/ticket-routing/timeline.ts';
import { parseConfig } from '../../server/config.ts';
import { SOURCE_TYPES } from '../../server/source-types.ts';

/** Days of two years, a leap day among them. */
const DAYS = Array.from({ length: 75 }, (_, i) =>
  Temporal.PlainDate.from('2027-01-01')
    .add({ days: 10 * i })
    .toString(),
);
const KINDS: readonly ConfigurationKind[] = ['demo', 'scrape', 'prometheus', 'otlp'];

describe('the example, as Gateline reads it', () => {
  it('has a roadmap without a problem, not even a warning, on any day', () => {
    for (const today of [...DAYS, '2028-02-29']) {
      const { roadmap, problems } = readRoadmap(parse(renderRoadmap(timelineFor(today))), () => 1);
      expect(problems, today).toEqual([]);
      expect(roadmap?.items).toHaveLength(15);
    }
  });

  it.each(KINDS)('has a configuration "%s" without a problem', (kind) => {
    const { config, problems } = parseConfig('/srv/gateline.yaml', renderConfiguration(kind), {
      environment: {},
      sourceTypes: SOURCE_TYPES,
    });
    expect(problems).toEqual([]);
    expect(config?.sources.length).toBe(kind === 'demo' ? 2 : 1);
  });

  it('has evaluation files that are read as they were written', async () => {
    const files = evaluationFiles(timelineFor('2026-11-23'));
    const texts = files.map((file) => ({ name: file.name, text: evaluationText(file) }));
    const { runs, problems } = await readEvaluationFiles(texts, { now: Date.UTC(2026, 10, 24) });
    expect(problems).toEqual([]);
    expect(runs).toEqual(
      files.map(({ run, items }) => ({ ...run, items, contentHash: expect.stringMatching(/^[0-9a-f]{32}$/) })),
    );
  });
});
