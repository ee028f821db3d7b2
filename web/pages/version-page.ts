import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { VersionResponse } from '../../server/http/contract/actuals.ts';
import type { SessionResponse } from '../../server/http/contract/common.ts';
import type { EvaluationsResponse } from '../../server/http/contract/evaluations.ts';
import type { EventsResponse } from '../../server/http/contract/operations.ts';
import type { RoadmapResponse } from '../../server/http/contract/roadmap.ts';
import { evaluations, events, roadmap, session, version } from '../api/resources.ts';
import { paths } from '../app/routes.ts';
import { formatDay } from '../elements/calendar-text.ts';
import { itemTitle } from '../elements/item-title.ts';
import { lifecycleWords } from '../elements/lifecycle-words.ts';
import { asState } from '../elements/state-words.ts';
import { A_VERSION } from './first-lines.ts';
import { Page } from './page.ts';
import { asOf, PrintFrameController } from './print-frame.ts';
import { bone, cardBones, sentenceBones } from './skeletons.ts';
import '../editing/roadmap-editor.ts';
import '../elements/age.ts';
import '../elements/criterion-view.ts';
import '../elements/decide-form.ts';
import '../elements/decision-list.ts';
import '../elements/empty-note.ts';
import '../elements/evaluation-runs.ts';
import '../elements/gate-history.ts';
import '../elements/gate-sentence.ts';
import '../elements/version-context.ts';

const DAY = 86_400_000;

/** How far back the charts go. */
const RANGES = [
  { words: '24 hours', ms: DAY },
  { words: '7 days', ms: 7 * DAY },
  { words: '28 days', ms: 28 * DAY },
  { words: '90 days', ms: 90 * DAY },
  { words: '1 year', ms: 365 * DAY },
] as const;

/** Evaluation runs that are shown; a harness makes a hundred at once. */
const MOST_RUNS = 100;

/** What the server shows when nothing is said. */
const USUAL = 28 * DAY;

/**
 * One version: its gate, each criterion against its target over time, its builds, milestones, needs and history.
 *
 * @element gl-version-page
 */
@customElement('gl-version-page')
export class VersionPage extends Page {
  static override styles = [
    Page.styles,
    css`
      .title {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1rem;
        align-items: baseline;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1.5rem;
        margin-top: 0.25rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      .about {
        max-width: 50rem;
        margin-top: 0.5rem;
      }
      #evaluations {
        margin-bottom: 0.75rem;
      }
      gl-decide-form {
        margin-top: 0.75rem;
      }
      .lead {
        margin: 1.25rem 0 1.5rem;
      }
      .beside {
        max-width: 60rem;
        margin-top: 0.5rem;
        color: var(--gl-fail-text);
        text-wrap: pretty;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem 1.5rem;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 0.875rem;
      }
      .ranges {
        display: flex;
        border: 1px solid var(--gl-edge);
        border-radius: var(--gl-radius);
      }
      .ranges button {
        min-height: 2rem;
        border: 0;
        border-radius: 0;
        background: none;
        color: var(--gl-text);
        white-space: nowrap;
      }
      .ranges button + button {
        border-inline-start: 1px solid var(--gl-hairline);
      }
      .ranges button[aria-pressed='true'] {
        background: var(--gl-text);
        color: var(--gl-surface);
      }
      .criteria {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 36rem), 1fr));
        gap: 1rem;
      }
      /* Words, chart and table of cards beside each other stand on the same lines, whichever table is open. */
      .criteria gl-criterion {
        grid-row: span 3;
        grid-template-rows: subgrid;
        row-gap: 0;
      }
      .criteria .plain {
        grid-row: span 1;
        grid-column: 1 / -1;
        grid-template-rows: auto;
      }
      @media (max-width: 30rem) {
        .ranges {
          width: 100%;
        }
        .ranges button {
          flex: 1;
          padding: 0.25rem;
          justify-content: center;
          font-size: var(--gl-12);
        }
      }
    `,
  ];

  readonly #version = this.live<VersionResponse>(() => version(this.product, this.item, this.from));
  readonly #roadmap = this.live<RoadmapResponse>(() => roadmap(this.product));
  readonly #evaluations = this.live<EvaluationsResponse>(() =>
    evaluations(this.product, this.item, MOST_RUNS),
  );
  readonly #events = this.live<EventsResponse>(() => events(this.product, this.item, 8));
  readonly #session = this.live<SessionResponse>(() => session());
  /** What was shown before another time was asked for; it stays until the new one is there. */
  #before: VersionResponse | undefined;

  @state() private rangeMs: number = USUAL;

  /** Where the charts begin, Unix ms; what the server usually shows where it is not given. */
  @state() private from: number | undefined;

  /** The product's id. */
  @property() product = '';

  /** The item's id. */
  @property() item = '';

  constructor() {
    super();
    new PrintFrameController(this, () => {
      const { value } = this.#version;
      return value && asOf(itemTitle(value.item, value.title), value);
    });
  }

  protected override willUpdate(): void {
    this.#before = this.#version.value ?? this.#before;
  }

  override render(): TemplateResult {
    const waiting = this.#before !== undefined && this.#version.answer.state === 'waiting';
    const renew = () => {
      for (const query of [this.#version, this.#roadmap, this.#events]) query.refresh();
    };
    return html`<gl-roadmap-editor .roadmap=${this.#roadmap.value} @gl-roadmap-changed=${renew}>${
      waiting && this.#before !== undefined
        ? this.#ready(this.#before)
        : this.show(this.#version, {
            what: `Version ${this.item}`,
            heading: () => this.#heading(),
            waiting: () => this.#bones(),
            ready: (value) => this.#ready(value),
          })
    }</gl-roadmap-editor>`;
  }

  #heading(): TemplateResult {
    return html`<div class="title"><h1 tabindex="-1">${this.item}</h1></div>`;
  }

  #bones(): TemplateResult {
    return html`${this.#heading()}
      <p class="facts">${bone(30)}</p>
      <div class="lead">${sentenceBones()}</div>
      <div class="criteria">${[1, 2, 3, 4].map(() => cardBones(26))}</div>`;
  }

  #ready(value: VersionResponse): TemplateResult {
    const { gate } = value;
    return html`<div class="title"><h1 tabindex="-1">${itemTitle(value.item, value.title)}</h1></div>
      <p class="facts">${this.#facts(value)}</p>
      ${value.description === undefined ? nothing : html`<p class="about">${value.description}</p>`}
      ${
        gate === undefined
          ? nothing
          : html`<div class="lead">
              <gl-gate-sentence size="section" .state=${asState(gate.state)} .waived=${gate.waived && gate.state === 'pass'} .sentence=${gate.sentence}></gl-gate-sentence>
              ${[gate.regressed, gate.ungated].map((one) => (one === undefined ? nothing : html`<p class="beside">${one.sentence}</p>`))}
            </div>`
      }
      ${this.#criteria(value)}
      ${this.#history(value)}
      ${this.#decisions(value)}
      ${this.#runs(value)}
      <gl-version-context
        class="block"
        .version=${value}
        .roadmap=${this.#roadmap.value}
        .events=${this.#events.value?.events ?? []}
      ></gl-version-context>`;
  }

  #facts({ item, lifecycle, gate, asOf, zone }: VersionResponse): TemplateResult {
    const due = gate?.dueAt;
    const track = this.#roadmap.value?.items.find(({ id }) => id === item)?.track;
    return html`<span>${lifecycleWords(lifecycle)}</span>
      ${due === undefined ? nothing : html`<span>Gate due ${formatDay(due, zone, asOf)}</span>`}
      ${gate === undefined ? nothing : html`<span>In this state <gl-age form="for" .at=${gate.since} .zone=${zone}></gl-age>${gate.sinceReckoned ? ', reckoned afterwards' : nothing}</span>`}
      ${gate?.title === undefined ? nothing : html`<span>${gate.title}</span>`}
      ${track !== 'models' ? nothing : html`<a class="no-print" href=${paths.compare(this.product, { b: item })}>Side by side with another version</a>`}`;
  }

  #criteria(value: VersionResponse): TemplateResult {
    if (value.criteria.length === 0) return this.#noGate();
    // What has a chart first: words alone take a line of their own.
    const criteria = value.criteria.toSorted(
      (a, b) => Number(a.chart === undefined) - Number(b.chart === undefined),
    );
    const inFile = this.#roadmap.value?.items.find(({ id }) => id === value.item)?.gate?.criteria;
    return html`<section aria-labelledby="gate">
      <div class="bar">
        <h2 id="gate">Criteria</h2>
        <div class="ranges no-print" role="group" aria-label="Time that the charts show">
          ${RANGES.map(
            ({ words, ms }) =>
              html`<button aria-pressed=${ms === this.rangeMs} @click=${() => this.#show(ms, value.asOf)}>${words}</button>`,
          )}
        </div>
      </div>
      <div class="criteria">
        ${repeat(
          criteria,
          ({ verdict }, i) => `${i} ${verdict.text}`,
          (answer, i) => html`<gl-criterion
            id=${anchorOf(criteria, i) ?? nothing}
            class=${answer.chart === undefined ? 'plain' : ''}
            tabindex="-1"
            .item=${value.item}
            .criterion=${inFile?.find(({ text }) => text === answer.verdict.text)}
            .answer=${answer}
            .dueAt=${value.gate?.dueAt}
            .now=${value.asOf}
            .zone=${value.zone}
            .currency=${value.currency}
          ></gl-criterion>`,
        )}
      </div>
    </section>`;
  }

  #history({ gate, zone, asOf }: VersionResponse): TemplateResult | typeof nothing {
    if (gate?.history.knownSince === undefined) return nothing;
    return html`<section class="block" aria-labelledby="stood">
      <h2 id="stood">How the gate stood</h2>
      <gl-gate-history .history=${gate.history} .zone=${zone} .now=${asOf}></gl-gate-history>
    </section>`;
  }

  /** Nobody decides by a gate that is not there; without a decision only those are told who may make one. */
  #decisions({
    item,
    gate,
    builds,
    decisions,
    asOf,
    zone,
  }: VersionResponse): TemplateResult | typeof nothing {
    const role = this.#session.value?.role;
    const may = gate !== undefined && (role === 'editor' || role === 'admin');
    if (decisions.length === 0 && !may) return nothing;
    return html`<section class="block" aria-labelledby="decisions">
      <h2 id="decisions">Decisions</h2>
      ${
        decisions.length === 0
          ? html`<p class="muted undecided">Nobody has recorded a decision about ${item} yet.</p>`
          : html`<gl-decision-list .decisions=${decisions} .zone=${zone} .now=${asOf}></gl-decision-list>`
      }
      ${
        may
          ? html`<gl-decide-form
              class="no-print"
              .product=${this.product}
              .item=${item}
              .verdict=${gate.state}
              .builds=${builds.map(({ build }) => build).filter((build) => build !== '')}
              @gl-decided=${() => this.#version.refresh()}
            ></gl-decide-form>`
          : nothing
      }
    </section>`;
  }

  /** Where there is no run, a version says how one comes in; of everything else nobody expects any. */
  #runs({ item, asOf, zone }: VersionResponse): TemplateResult | typeof nothing {
    const runs = this.#evaluations.value?.runs;
    const isVersion = this.#roadmap.value?.items.find(({ id }) => id === item)?.track === 'models';
    if (runs === undefined || (runs.length === 0 && !isVersion)) return nothing;
    return html`<section class="block" aria-labelledby="evaluations">
      <h2 id="evaluations">Evaluations</h2>
      ${
        runs.length === 0
          ? html`<gl-empty-note
              what="The evaluation runs of this version: when, on what, of which build, how many items"
              way="On the command line:"
              code=${`gateline import evaluations results.json --version ${item}`}
            >
              No evaluation of ${item} has come in yet.
            </gl-empty-note>`
          : html`<gl-evaluation-runs .runs=${runs} .zone=${zone} .now=${asOf}></gl-evaluation-runs>`
      }
      ${runs.length < MOST_RUNS ? nothing : html`<p class="muted">Only the newest ${MOST_RUNS} runs are shown.</p>`}
    </section>`;
  }

  #show(ms: number, now: number): void {
    this.rangeMs = ms;
    this.from = ms === USUAL ? undefined : now - ms;
  }

  #noGate(): TemplateResult {
    return html`<gl-empty-note
      what="The criteria of this version's gate, each with its actual over time against its target"
      way="In the roadmap file:"
      code=${A_VERSION}
    >
      ${this.item} has no gate in the roadmap, so nothing judges it.
    </gl-empty-note>`;
  }
}

/** Several criteria may speak of one signal: the first has its name, the others are counted. */
function anchorOf(criteria: VersionResponse['criteria'], i: number): string | undefined {
  const name = criteria[i]?.signal?.name;
  const before = criteria.slice(0, i).filter((one) => one.signal?.name === name).length;
  return name === undefined || before === 0 ? name : `${name}-${before + 1}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-version-page': VersionPage;
  }
}
