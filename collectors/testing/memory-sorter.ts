import type { NumberedSample, SampleSorter } from '../../core/measure/sample-sorter.ts';

/** Sorts in memory. */
export class MemorySorter implements SampleSorter {
  readonly samples: NumberedSample[] = [];

  add(sample: NumberedSample): undefined {
    this.samples.push(sample);
  }

  async *sorted(): AsyncGenerator<readonly NumberedSample[]> {
    yield this.samples.toSorted((a, b) => a.at - b.at || a.series - b.series || a.line - b.line);
  }
}
