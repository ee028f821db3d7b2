import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatShare } from '../../core/signal/format.ts';
import { formatBytes } from '../../core/text/byte-text.ts';
import type { SourcesResponse } from '../../server/http/contract/operations.ts';
import { sources } from '../api/resources.ts';
import { keptTable, setAsideSentence, spoolSentence } from '../elements/kept-words.ts';
import { A_SOURCE } from './first-lines.ts';
import { Page } from './page.ts';
import { cardBones, lineBones } from './skeletons.ts';
import '../elements/data-table.ts';
import '../elements/empty-note.ts';
import '../elements/source-card.ts';
import '../elements/state-glyph.ts';

const STORE_STATES = {
  ready: { state: 'pass', words: 'Ready' },
  'read-only': { state: 'fail', words: 'Only reading' },
  'write-only': { state: 'fail', words: 'Only writing' },
  unavailable: { state: 'fail', words: 'Not available' },
} as const;
/** All is served, and something is wrong that will cost data. */
const READY_BUT = { state: 'fail', words: 'Ready, but' } as const;

/**
 * Where the actuals come from and how that fares: each source, the share of traffic that belongs to no version, the store.
 *
 * @element gl-data-page
 */
@customElement('gl-data-page')
export class DataPage extends Page {
  static override styles = [
    Page.styles,
    css`
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
        gap: 1rem 2rem;
        margin-top: 1rem;
      }
      .facts dt {
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .facts dd {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        font-size: var(--gl-20);
        font-weight: var(--gl-bold);
      }
      .facts .why {
        display: block;
        color: var(--gl-muted);
        font-size: var(--gl-14);
        font-weight: var(--gl-regular);
      }
      .told {
        margin-top: 0.75rem;
        color: var(--gl-muted);
      }
      .sources {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
        gap: 1rem;
      }
    `,
  ];

  readonly #sources = this.live<SourcesResponse>(() => sources());

  /** The product's id. */
  @property() product = '';

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">Data</h1>
      ${this.show(this.#sources, {
        what: 'The sources',
        waiting: () => html`<div class="facts">${lineBones(2)}</div>
          <div class="block sources">${[1, 2, 3, 4].map(() => cardBones(12))}</div>`,
        ready: (value) => this.#ready(value),
      })}`;
  }

  #ready(value: SourcesResponse): TemplateResult {
    const ours = sourcesOf(this.product, value.sources);
    return html`<dl class="facts">${this.#unattributed(value)} ${store(value)}</dl>
      <section class="block" aria-labelledby="sources">
        <h2 id="sources">Sources</h2>
        ${
          ours.length === 0
            ? html`<gl-empty-note
                what="Each source of actuals with its freshness, its last error and its counts"
                way="In gateline.yaml, and then start again:"
                code=${A_SOURCE}
              >
                No source is configured for ${this.product}.
              </gl-empty-note>`
            : html`<div class="sources">
                ${ours.map((source) => html`<gl-source-card .source=${source}></gl-source-card>`)}
              </div>`
        }
      </section>
      ${kept(value)}`;
  }

  #unattributed({ unattributed }: SourcesResponse): TemplateResult {
    const share = unattributed.find((one) => one.product === this.product)?.share;
    return html`<div>
      <dt>Unattributed traffic, 24 hours</dt>
      <dd>${share === undefined ? 'No traffic' : formatShare(share)}</dd>
      <dd class="why">Production requests that no rule gave to a version. They are kept, and count for none.</dd>
    </div>`;
  }
}

/** Those of a product; after them what takes in for every product, where it refused something. */
function sourcesOf(product: string, all: SourcesResponse['sources']): SourcesResponse['sources'] {
  const ours = all.filter((source) => source.product === product);
  const kinds = new Set(ours.map(({ kind }) => kind));
  const refusing = all.filter(
    (source) => source.product === '' && kinds.has(source.kind) && source.lastError !== undefined,
  );
  return [...ours, ...refusing];
}

/** What the store holds of all products. */
function kept({ store, asOf }: SourcesResponse): TemplateResult | typeof nothing {
  if (store.kinds.length === 0) return nothing;
  const { columns, rows } = keptTable(store, asOf);
  return html`<section class="block" aria-labelledby="kept">
    <h2 id="kept">What is kept</h2>
    <gl-data-table whole .title=${'Of all products, by kind of data'} .columns=${columns} .rows=${rows}></gl-data-table>
    ${[spoolSentence(store), setAsideSentence(store)].map((text) => (text === undefined ? nothing : html`<p class="told">${text}</p>`))}
  </section>`;
}

function store({ store: { kind, state, reason, bytes } }: SourcesResponse): TemplateResult {
  const look = state === 'ready' && reason !== undefined ? READY_BUT : STORE_STATES[state];
  return html`<div>
    <dt>Store</dt>
    <dd><gl-state-glyph .state=${look.state} label=""></gl-state-glyph>${look.words}</dd>
    <dd class="why">${kind}${bytes === undefined ? nothing : `, ${formatBytes(bytes)}`}${reason === undefined ? nothing : `: ${reason}`}</dd>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-data-page': DataPage;
  }
}
