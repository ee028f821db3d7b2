import { suffixesOf } from '../families.ts';
import { type ExpositionFamily, type ExpositionSample, LineError, type MetricType } from '../types.ts';
import { checkHistogram } from './histogram-rules.ts';
import { MetricGroups } from './metric-groups.ts';
import { checkSample } from './sample-rules.ts';
import type { StrictMetadata } from './strict-metadata.ts';

interface OpenFamily {
  readonly name: string;
  type: MetricType | undefined;
  unit: string | undefined;
  helped: boolean;
  readonly groups: MetricGroups;
  readonly samples: ExpositionSample[];
}

/**
 * Families as they come, one after the other: OpenMetrics allows no interleaving, so what ends a family is the next one's beginning.
 * All throw LineError.
 */
export class StrictFamilies {
  readonly #finished: ExpositionFamily[] = [];
  readonly #taken = new Set<string>();
  #open: OpenFamily | undefined;
  sampleCount = 0;
  ended = false;

  metadata(line: StrictMetadata): void {
    if (line.kind === 'EOF') {
      this.ended = true;
      return;
    }
    const family = this.#open?.name === line.name ? this.#open : this.#begin(line.name);
    if (family.samples.length > 0) throw new LineError('metadata after samples of its family');
    if (line.kind === 'HELP') {
      if (family.helped) throw new LineError('a second HELP line');
      family.helped = true;
    } else if (line.kind === 'TYPE') {
      if (family.type !== undefined) throw new LineError('a second TYPE line');
      family.type = line.type;
    } else {
      if (family.unit !== undefined) throw new LineError('a second UNIT line');
      family.unit = line.unit;
    }
  }

  sample(sample: ExpositionSample, hasExemplar: boolean): void {
    const family = this.#familyOf(sample.name);
    const type = family.type ?? 'unknown';
    checkSample(sample, family.name, type, hasExemplar);
    family.groups.add(sample, family.name, type);
    family.samples.push(sample);
    this.sampleCount += 1;
  }

  finish(): readonly ExpositionFamily[] {
    if (!this.ended) throw new LineError('it does not end in # EOF');
    this.#close();
    return this.#finished;
  }

  #familyOf(sample: string): OpenFamily {
    const open = this.#open;
    if (open === undefined) return this.#begin(sample);
    return allowedNames(open.name, open.type).includes(sample) ? open : this.#begin(sample);
  }

  #begin(name: string): OpenFamily {
    this.#close();
    const family = {
      name,
      type: undefined,
      unit: undefined,
      helped: false,
      groups: new MetricGroups(),
      samples: [],
    };
    this.#open = family;
    return family;
  }

  #close(): void {
    const family = this.#open;
    if (family === undefined) return;
    const { name, unit = '', samples } = family;
    const type = family.type ?? 'unknown';
    for (const suffix of new Set([...Object.keys(suffixesOf(type)), ''])) {
      if (this.#taken.has(name + suffix)) throw new LineError(`a name that clashes with another family's`);
      this.#taken.add(name + suffix);
    }
    if (unit !== '' && !name.endsWith(`_${unit}`))
      throw new LineError('a unit that its name does not end in');
    if (unit !== '' && (type === 'info' || type === 'stateset'))
      throw new LineError('a unit where none may be');
    if (type === 'histogram' || type === 'gaugehistogram') checkHistogram(samples, name);
    this.#finished.push({ name, type, ...(unit === '' ? {} : { unit }), samples });
    this.#open = undefined;
  }
}

/** Names that samples of a family may have. */
function allowedNames(family: string, type: MetricType | undefined): readonly string[] {
  const suffixes = Object.keys(suffixesOf(type ?? 'unknown'));
  const bare = type === 'summary' || suffixes.length === 0;
  return [...(bare ? [family] : []), ...suffixes.map((suffix) => family + suffix)];
}
