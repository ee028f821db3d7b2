import { bareName } from '../../core/measure/mapping.ts';
import type { RecognisedProgram } from '../../core/ports.ts';
import { mappableNames } from '../cumulative/mappable-names.ts';
import { namesOfPresets, recognise } from '../survey/recognise.ts';

/** As many metrics are told by which a program is known. */
const MOST_TOLD = 3;

/** Which presets' programs show themselves by the names of the metrics that were sent, whether anybody maps them or not. */
export class Programs {
  /** Only what tells something is kept, so that it is bounded by what the presets know. */
  readonly #names = new Map<string, boolean>();
  #changed = false;

  /** @param wanted some source maps it */
  note(metric: string, wanted: boolean): void {
    if (this.#names.has(metric) || !isTelling(metric)) return;
    this.#names.set(metric, wanted);
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
