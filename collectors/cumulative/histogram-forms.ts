/** One of the two forms in which a source may give a histogram: as classic buckets, or native. */
export interface HistogramForm {
  /** Time of the last point that is known, Unix ms; `undefined` before the first. */
  readonly knownAt: number | undefined;
  /** Whether it got samples at the moment of this stamp. */
  isTouchedAt(stamp: number): boolean;
}

/** What becomes of a form's point: it counts, or it only moves on to where the other form has counted. */
export type FormPart = 'counts' | 'moves-on' | 'begins-anew';

/**
 * A histogram that its source gives in both forms (as Prometheus does while a service moves to native ones). Every observation is in both,
 * so one form counts at each moment and the other moves on with it: the one that is known for longer, and where both are known the
 * classic one, whose bounds somebody chose. A form that comes back after the other has counted alone begins anew.
 */
export class HistogramForms {
  readonly #classic: HistogramForm;
  readonly #native: HistogramForm;
  #stamp = -1;
  #counting: HistogramForm | undefined;
  #other: FormPart = 'moves-on';

  constructor(classic: HistogramForm, native: HistogramForm) {
    this.#classic = classic;
    this.#native = native;
  }

  /** Asked before the form takes its point at the moment of this stamp. */
  partOf(form: HistogramForm, stamp: number): FormPart {
    // Decided once a moment: the first form to take its point changes what is known.
    if (this.#stamp !== stamp) this.#decide(stamp);
    return form === this.#counting ? 'counts' : this.#other;
  }

  #decide(stamp: number): void {
    this.#stamp = stamp;
    const classicAt = this.#classic.knownAt ?? Number.NEGATIVE_INFINITY;
    const nativeAt = this.#native.knownAt ?? Number.NEGATIVE_INFINITY;
    const both = this.#classic.isTouchedAt(stamp) && this.#native.isTouchedAt(stamp);
    this.#other = both ? 'moves-on' : 'begins-anew';
    if (both) this.#counting = nativeAt > classicAt ? this.#native : this.#classic;
    else if (this.#classic.isTouchedAt(stamp))
      this.#counting = nativeAt > classicAt ? undefined : this.#classic;
    else this.#counting = classicAt > nativeAt ? undefined : this.#native;
  }
}
