import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { GateHistoryJson } from '../../server/http/contract/history.ts';
import { base } from '../styles/base.ts';
import { formatDay } from './calendar-text.ts';
import {
  firstPassedWords,
  type HistoryBlock,
  historyBlocks,
  historyTable,
  lastFailedWords,
  reckonedWords,
  timeInWords,
} from './gate-history-words.ts';
import './same-numbers.ts';

const HEIGHT = 24;
const LENGTH = 1000;

/** A state is a height before it is a colour: what is wrong is a whole block, what is open half of one, what passes a line. */
const TOP: Readonly<Record<HistoryBlock['look'], number>> = {
  fail: 0,
  unproven: HEIGHT / 2,
  'no-data': HEIGHT * 0.75,
  pass: HEIGHT - 4,
  waived: HEIGHT - 4,
  'not-started': HEIGHT - 1,
};

/**
 * How a gate has stood since anything is known of it: as a line, when it first passed and last failed, how long it was in each state, and
 * the same as a table.
 *
 * @element gl-gate-history
 */
@customElement('gl-gate-history')
export class GateHistoryView extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 1rem 1.25rem 0.75rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
      }
      svg {
        display: block;
        width: 100%;
        height: 1.5rem;
        background: var(--gl-sunken);
      }
      .pass {
        fill: var(--gl-pass);
      }
      .fail {
        fill: var(--gl-fail);
      }
      .unproven {
        fill: var(--gl-unproven);
      }
      .no-data,
      .waived,
      .not-started {
        fill: var(--gl-none);
      }
      .ends {
        display: flex;
        justify-content: space-between;
        margin-top: 0.125rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), auto));
        justify-content: start;
        gap: 0.5rem 2.5rem;
        margin: 0.75rem 0;
        font-size: var(--gl-14);
      }
      dt {
        color: var(--gl-muted);
        font-size: var(--gl-12);
      }
      .note {
        margin-bottom: 0.5rem;
        color: var(--gl-muted);
        font-size: var(--gl-12);
        text-wrap: pretty;
      }
      @media screen and (max-width: 40rem) {
        :host {
          padding: 1rem 0.875rem 0.75rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) history: GateHistoryJson | undefined;

  @property() zone = 'UTC';

  /** The server's time, Unix ms. */
  @property({ type: Number }) now = 0;

  override render(): TemplateResult | typeof nothing {
    const { history, zone, now } = this;
    if (history?.knownSince === undefined) return nothing;
    const writing = { zone, now };
    const blocks = historyBlocks(history, writing);
    const note = reckonedWords(history, writing);
    const times = timeInWords(history.timeIn);
    const from = history.stretches.at(-1)?.from ?? history.knownSince;
    return html`<svg
        viewBox="0 0 ${LENGTH} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${`Since ${formatDay(from, zone, now)}: ${times.join(', ')}`}
      >
        ${blocks.map(block)}
      </svg>
      <div class="ends" aria-hidden="true"><span>${formatDay(from, zone, now)}</span><span>now</span></div>
      <dl>
        ${fact('First passed', firstPassedWords(history, writing))}
        ${fact('Last failed', lastFailedWords(history, writing))}
        ${fact('Time in each state', times.join(', '))}
      </dl>
      ${note === undefined ? nothing : html`<p class="note">${note}</p>`}
      <gl-same-numbers .numbers=${() => historyTable(history.stretches, writing)} of="the gate's history"></gl-same-numbers>`;
  }
}

function block({ look, from, to, title }: HistoryBlock): TemplateResult {
  const [x, width] = [from * LENGTH, (to - from) * LENGTH];
  const y = TOP[look];
  return svg`<rect class=${look} x=${x} y=${y} width=${width} height=${HEIGHT - y}><title>${title}</title></rect>`;
}

function fact(title: string, text: string): TemplateResult {
  return html`<div>
    <dt>${title}</dt>
    <dd>${text}</dd>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-gate-history': GateHistoryView;
  }
}
