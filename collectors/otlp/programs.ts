import { bareName } from '../../core/measure/mapping.ts';
import type { RecognisedProgram } from '../../core/ports.ts';
import { mappableNames } from '../cumulative/mappable-names.ts';
import { namesOfPresets, recognise } from '../survey/recognise.ts';
import type { Span } from './spans/span.ts';

/** As many metrics are told by which a program is known. */
const MOST_TOLD = 3;

/** Attributes that only one preset's spans have, and whether naming the preset is enough to read them. */
const SPAN_MARKS = [
  ['openinference.span.kind', true],
  ['traceloop.span.kind', false],
] as const;
/** So many spans of a scope are looked at: all of them are written by one library. */
const MOST_SPANS = 16;

/** Which presets' programs show themselves by the names of their metrics and by their spans, whether anybody reads these or not. */
export class Programs {
  /** Only what tells something is kept, so that it is bounded by what the presets know. */
  readonly #names = new Map<string, boolean>();
  #changed = false;

  /** @param wanted some source maps it */
  note(metric: string, wanted: boolean): void {
    if (isTelling(metric)) this.#set(metric, wanted);
  }

  /** @param wanted some source takes them */
  noteSpans(spans: readonly Pick<Span, 'attributes'>[], wanted: boolean): void {
    for (const [mark, readByPreset] of SPAN_MARKS) {
      // Whoever sends what only `traces:` would read is told so in the answer.
      if (this.#knows(mark, wanted) || !(wanted || readByPreset)) continue;
      if (spans.slice(0, MOST_SPANS).some(({ attributes }) => mark in attributes)) this.#set(mark, wanted);
    }
  }

  /** What is read once counts as read. */
  #knows(name: string, wanted: boolean): boolean {
    const known = this.#names.get(name);
    return known === true || known === wanted;
  }

  #set(name: string, wanted: boolean): void {
    if (this.#knows(name, wanted)) return;
    this.#names.set(name, wanted);
    this.#changed = true;
  }

  /** What is known now; `undefined` when nothing is new since the last call. */
  takeNews(): readonly RecognisedProgram[] | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    return recognise([...this.#names.keys()], 'opentelemetry').map(({ preset, by }) => ({
      preset,
      metrics: by.slice(0, MOST_TOLD),
      isRead: by.some((name) => this.#names.get(name) === true),
    }));
  }
}

let telling: ReadonlySet<string> | undefined;

function isTelling(metric: string): boolean {
  telling ??= namesOfPresets('opentelemetry');
  const names = telling;
  return mappableNames(metric).some((name) => names.has(bareName(name)));
}
