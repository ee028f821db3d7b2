import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { OverviewResponse, SignalDescription } from '../../server/http/contract/overview.ts';
import { base } from '../styles/base.ts';
import { heading, judgedReading, type Reading, unjudgedReading } from './reading.ts';
import './age.ts';
import './state-glyph.ts';
import '../charts/sparkline.ts';

/**
 * One signal of one version: actual large, target small, shape, sparkline with the gate's line.
 *
 * @element gl-matrix-cell
 */
@customElement('gl-matrix-cell')
export class MatrixCell extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        height: 100%;
        container-type: inline-size;
      }
      a {
        display: grid;
        grid-template: auto auto auto 1fr / 1fr auto;
        gap: 0 0.5rem;
        height: 100%;
        min-height: 6.75rem;
        padding: 0.5rem 0.75rem 0.625rem;
        color: inherit;
        text-decoration: none;
      }
      a:hover {
        background: var(--gl-sunken);
      }
      a:focus-visible {
        outline-offset: -3px;
      }
      .fail.serving {
        --gl-glyph-ground: var(--gl-fail-wash);
        background: var(--gl-fail-wash);
      }
      .signal {
        display: none;
        grid-column: 1 / -1;
        font-size: var(--gl-14);
      }
      .value {
        grid-column: 1 / -1;
        display: flex;
        gap: 0.5rem;
        align-items: center;
        font-size: var(--gl-20);
        line-height: 1.4;
        white-space: nowrap;
      }
      .judged {
        font-weight: var(--gl-bold);
      }
      .fail.serving .value {
        color: var(--gl-fail-text);
      }
      .stale .value span {
        opacity: 0.6;
      }
      .age {
        color: var(--gl-muted);
        font-size: var(--gl-12);
        white-space: nowrap;
      }
      .remark {
        grid-column: 1 / -1;
      }
      .target,
      .remark {
        overflow: hidden;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        line-height: 1.4;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .fail .words {
        color: var(--gl-fail-text);
        font-weight: var(--gl-bold);
      }
      .unproven .words {
        color: var(--gl-unproven-text);
        font-weight: var(--gl-bold);
      }
      gl-sparkline {
        grid-column: 1 / -1;
        align-self: end;
        margin-top: 0.375rem;
      }
      @container (max-width: 10.25rem) {
        .value {
          gap: 0.375rem;
          font-size: var(--gl-16);
        }
        a {
          padding-inline: 0.625rem;
        }
      }
      @media screen and (max-width: 47rem) {
        a {
          grid-template: auto / 1fr 7rem;
          gap: 0 1rem;
          min-height: 3.5rem;
          padding: 0.5rem 1rem;
        }
        .signal {
          display: block;
        }
        .age {
          display: none;
        }
        .value,
        .target,
        .remark {
          grid-column: 1;
        }
        gl-sparkline {
          grid-area: 2 / 2 / 5 / 3;
          height: 2rem;
          margin: 0;
          align-self: center;
        }
      }
    `,
  ];

  @property({ attribute: false }) cell: OverviewResponse['cells'][number] | undefined;

  @property({ attribute: false }) signal: SignalDescription | undefined;

  @property() currency = 'USD';

  @property() zone = 'UTC';

  /** The version serves users: its failures draw the eye. */
  @property({ type: Boolean }) serving = false;

  /** Where a press leads. */
  @property() href = '';

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('cell');
    if (before === undefined || this.cell === undefined) return;
    if (shownValue(before) !== shownValue(this.cell)) this.#fade();
  }

  /** A changed number fades in; nothing else moves by itself. */
  #fade(): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    this.renderRoot.querySelector('.value span')?.animate([{ opacity: 0.3 }, { opacity: 1 }], 150);
  }

  override render(): TemplateResult | typeof nothing {
    const { cell, signal, currency } = this;
    if (cell === undefined || signal === undefined) return nothing;
    const { criterion, actual, sparkline } = cell;
    if (criterion !== undefined) {
      return this.#body(judgedReading(criterion, signal, currency, this.now), sparkline, criterion.target);
    }
    return actual === undefined ? nothing : this.#body(unjudgedReading(actual, signal, currency), sparkline);
  }

  #body(
    reading: Reading,
    sparkline: { values: (number | null)[] } | undefined,
    target?: number,
  ): TemplateResult {
    const { signal } = this;
    return html`<a href=${this.href} class="${look(reading)} ${this.serving ? 'serving' : ''} ${reading.stale ? 'stale' : ''}">
      <span class="signal">${heading(signal?.title ?? '')}</span>
      <span class="value ${reading.state === undefined ? '' : 'judged'}">
        ${
          reading.state === undefined
            ? nothing
            : html`<gl-state-glyph
                .state=${reading.state}
                .waived=${reading.waived}
                .stale=${reading.stale}
                .label=${reading.words}
              ></gl-state-glyph>`
        }
        <span>${reading.value}</span>
      </span>
      <span class="target">${against(reading)}</span>
      <span class="age">
        <gl-age form="bare" .at=${reading.observedAt} .zone=${this.zone}></gl-age>
      </span>
      ${remark(reading)}
      <gl-sparkline
        .values=${sparkline?.values ?? []}
        .target=${target}
        .unit=${signal?.unit ?? 'score'}
        .better=${signal?.better ?? 'higher'}
        .op=${this.cell?.criterion?.op}
        ?stale=${reading.stale}
      ></gl-sparkline>
    </a>`;
  }
}

function shownValue(cell: OverviewResponse['cells'][number]): number | undefined {
  return (cell.criterion?.actual ?? cell.actual)?.value;
}

/** Only a failure that nobody waived draws the eye. */
function look({ state, waived }: Reading): string {
  return waived || state === undefined ? '' : state;
}

/** Pass is told by its shape alone; everything else by words, too. */
function isQuiet({ state, waived }: Reading): boolean {
  return state === undefined || (state === 'pass' && !waived);
}

function against({ state, target }: Reading): string {
  return state === undefined ? 'not judged' : (target ?? 'target unknown');
}

/** What shape and target do not say; assistive technology hears the state with the shape. */
function remark(reading: Reading): TemplateResult | typeof nothing {
  const words = isQuiet(reading) ? '' : reading.words;
  if (words === '' && reading.place === '') return nothing;
  return html`<span class="remark"
    ><span class="words" aria-hidden="true">${words}</span>${words === '' || reading.place === '' ? nothing : ', '}${reading.place}</span
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-matrix-cell': MatrixCell;
  }
}
