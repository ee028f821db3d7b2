import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CompareResponse, ExperimentJson } from '../../server/http/contract/compare.ts';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { compare, roadmap } from '../api/resources.ts';
import { calendarDay, formatDate, formatDay } from '../elements/calendar-text.ts';
import type { PickedSide, SidePicked } from '../elements/side-picker.ts';
import { noiseLine } from '../elements/side-words.ts';
import { compareParameters, type PickedSides, sidesIn, withUsualSides } from './compare-query.ts';
import { A_VERSION } from './first-lines.ts';
import { Page } from './page.ts';
import { asOf, PrintFrameController } from './print-frame.ts';
import { matrixBones, sentenceBones } from './skeletons.ts';
import '../elements/changed-items.ts';
import '../elements/empty-note.ts';
import '../elements/side-picker.ts';
import '../elements/side-rows.ts';
import '../elements/state-glyph.ts';

/**
 * Two versions, builds or times side by side: every signal with its difference and whether that is more than noise, and the items of
 * evaluations that changed. What is compared stands in the address.
 *
 * @element gl-compare-page
 */
@customElement('gl-compare-page')
export class ComparePage extends Page {
  static override styles = [
    Page.styles,
    css`
      .pickers {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
        gap: 0.75rem;
        align-items: center;
        margin-top: 1rem;
      }
      .lead {
        max-width: 60rem;
        margin: 1.5rem 0 0.5rem;
        font-size: var(--gl-20);
        line-height: 1.35;
        text-wrap: pretty;
      }
      .facts {
        max-width: 60rem;
        margin-bottom: 1rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .experiment {
        max-width: 60rem;
        margin-top: 1.25rem;
        padding: 0.75rem 1rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      .experiment.yes {
        border-color: var(--gl-fail);
      }
      .experiment h2 {
        font-size: var(--gl-16);
      }
      .experiment p {
        font-size: var(--gl-14);
      }
      .changes {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr));
        gap: 1rem;
      }
      gl-failed-note {
        margin-top: 1.5rem;
      }
      @media (max-width: 47rem) {
        .pickers {
          grid-template-columns: minmax(0, 1fr);
          justify-items: stretch;
        }
        .pickers button {
          justify-self: center;
        }
        .lead {
          font-size: var(--gl-16);
        }
      }
    `,
  ];

  readonly #roadmap = this.live<RoadmapResponse>(() => roadmap(this.product));
  readonly #compared = this.live<CompareResponse>(() => {
    const sides = this.#sides;
    return sides && compare(this.product, compareParameters(sides));
  });
  /** What was shown before something else was picked; it stays until the new one is there. */
  #before: CompareResponse | undefined;

  @state() private picked: PickedSides | undefined;

  /** The product's id. */
  @property() product = '';

  /** What is compared, as an address has it: `?a=v2&b=v3`. */
  @property() query = '';

  constructor() {
    super();
    new PrintFrameController(this, () => {
      const { value } = this.#compared;
      return value && { ...asOf(`${value.a.name} and ${value.b.name}`, value), landscape: true };
    });
  }

  get #sides(): PickedSides | undefined {
    const items = this.#roadmap.value?.items;
    return items && withUsualSides(this.picked ?? sidesIn(this.query), items);
  }

  /** What is compared is known once the roadmap is. */
  override async settled(): Promise<void> {
    await super.settled();
    await super.settled();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query') || changed.has('product')) this.picked = undefined;
    if (changed.has('product')) this.#before = undefined;
    this.#before = this.#compared.value ?? this.#before;
  }

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">Side by side</h1>
      ${this.show(this.#roadmap, {
        what: 'The roadmap',
        waiting: () => this.#bones(),
        ready: (value) => this.#ready(value),
      })}`;
  }

  #bones(): TemplateResult {
    return html`<div class="lead">${sentenceBones()}</div>
      ${matrixBones(33.5)}`;
  }

  #ready(value: RoadmapResponse): TemplateResult {
    const sides = this.#sides;
    if (sides === undefined) {
      return html`<gl-empty-note
        what="Two versions side by side, signal by signal"
        way="In the roadmap file, a version:"
        code=${A_VERSION}
      >
        The roadmap has no version yet, so there is nothing to compare.
      </gl-empty-note>`;
    }
    const waiting = this.#compared.answer.state === 'waiting';
    return html`${this.#pickers(sides, value)}
      <div aria-live="polite" aria-busy=${waiting}>
        ${
          waiting && this.#before !== undefined
            ? this.#result(this.#before)
            : this.show(this.#compared, {
                what: 'The comparison',
                waiting: () => this.#bones(),
                ready: (compared) => this.#result(compared),
              })
        }
      </div>`;
  }

  #pickers(sides: PickedSides, { items, zone }: RoadmapResponse): TemplateResult {
    const known = (this.#compared.value ?? this.#before)?.versions;
    const versions =
      known ??
      items
        .filter(({ track }) => track === 'models')
        .map(({ id, title, lifecycle }) => ({ item: id, title, lifecycle, builds: [] }));
    const now = (this.#compared.value ?? this.#before)?.asOf;
    const picker = (side: 'a' | 'b', heading: string) => html`<gl-side-picker
      .heading=${heading}
      .versions=${versions}
      .picked=${sides[side]}
      .today=${now === undefined ? '' : calendarDay(now, zone)}
      @gl-side-picked=${(event: SidePicked) => this.#pick({ ...sides, [side]: event.picked })}
    ></gl-side-picker>`;
    return html`<div class="pickers no-print">
      ${picker('a', 'First side')}
      <button aria-label="Swap the two sides" title="Swap the two sides" @click=${() => this.#pick({ a: sides.b, b: sides.a })}>⇄</button>
      ${picker('b', 'Second side')}
    </div>`;
  }

  #result(value: CompareResponse): TemplateResult {
    const { a, b, rows, changes } = value;
    return html`${value.experiments.map((one) => this.#experiment(one, value))}
      <p class="lead">${value.sentence}</p>
      <p class="facts">${this.#times(value)} ${noiseLine(value)}</p>
      ${
        rows.length === 0
          ? html`<gl-empty-note what="Each signal of both sides, with its difference and whether that is more than noise">
              Neither ${a.name} nor ${b.name} served traffic or was evaluated in that time.
            </gl-empty-note>`
          : html`<gl-side-rows .compared=${value}></gl-side-rows>`
      }
      ${
        changes.length === 0
          ? nothing
          : html`<section class="block" aria-labelledby="items">
              <h2 id="items">Items that changed</h2>
              <div class="changes">
                ${changes.map(
                  (change) =>
                    html`<gl-changed-items .change=${change} .nameA=${a.name} .nameB=${b.name}></gl-changed-items>`,
                )}
              </div>
            </section>`
      }`;
  }

  /** An experiment whose split is not as planned stands before everything that it makes doubtful. */
  #experiment({ id, title, from, to, unit, mismatch, sentence }: ExperimentJson, { asOf }: CompareResponse) {
    const days =
      to === undefined
        ? `since ${formatDate(from, asOf)}`
        : `${formatDate(from, asOf)} to ${formatDate(to, asOf)}`;
    return html`<section class="experiment ${mismatch}" aria-label=${`Experiment ${id}`}>
      <h2>${title ?? id}</h2>
      <p class="muted">Experiment ${id}, drawn by ${unit}, ${days}</p>
      <p>${mismatch === 'yes' ? html`<gl-state-glyph state="fail"></gl-state-glyph> ` : nothing}${sentence}</p>
    </section>`;
  }

  #times({ a, b, sameTime, asOf, zone }: CompareResponse): string {
    const days = ({ from, to }: PickedWindow) =>
      `${formatDay(from, zone, asOf)} to ${formatDay(to - 1, zone, asOf)}`;
    if (sameTime) return `Both from ${days(a)}.`;
    return `${a.name} from ${days(a)}, ${b.name} from ${days(b)}.`;
  }

  #pick(sides: PickedSides): void {
    this.picked = { a: cleared(sides.a), b: cleared(sides.b) };
    const query = new URLSearchParams(compareParameters(this.picked));
    // The address can be passed on; nothing is loaded anew.
    history.replaceState(history.state, '', `${location.pathname}?${query}`);
  }
}

type PickedWindow = Pick<CompareResponse['a'], 'from' | 'to'>;

/** A day that is cleared leaves an empty text. */
function cleared(side: PickedSide): PickedSide {
  return { ...side, from: side.from.trim(), to: side.to.trim() };
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-compare-page': ComparePage;
  }
}
