import { type CSSResultGroup, css, html, LitElement, type TemplateResult } from 'lit';
import { LiveQuery } from '../api/live-query.ts';
import type { Resource } from '../api/resources.ts';
import { base, controls, skeleton } from '../styles/base.ts';
import '../elements/failed-note.ts';

/** A page that is slow to fill is shown with its skeleton after this long. */
const PATIENCE_MS = 1_500;

const layout = css`
  :host {
    display: block;
    max-width: var(--gl-width);
    margin: 0 auto;
    padding: 1.5rem var(--gl-gutter) 4rem;
  }
  .block {
    margin-top: 2.5rem;
  }
  .block > h2 {
    margin-bottom: 0.875rem;
  }
  @media print {
    :host {
      max-width: none;
      padding: 0;
    }
    h2 {
      break-after: avoid;
    }
  }
`;

/** What all pages share: their queries and their states, and how they are entered. */
export abstract class Page extends LitElement {
  static override styles: CSSResultGroup = [base, controls, skeleton, layout];

  readonly #queries: LiveQuery<unknown>[] = [];

  /** A query that lives with the page. */
  protected live<T>(resource: () => Resource<T> | undefined): LiveQuery<T> {
    const query = new LiveQuery(this, resource);
    this.#queries.push(query);
    return query;
  }

  /** One of the four states of a view; the empty one is for `ready` to find. */
  protected show<T>(
    query: LiveQuery<T>,
    views: {
      /** What is shown, at the beginning of a sentence: `The overview`. */
      readonly what: string;
      readonly waiting: () => TemplateResult;
      readonly ready: (value: T) => TemplateResult;
      /** Stands above the word of a failure, where the page's heading comes with its data. */
      readonly heading?: () => TemplateResult;
    },
  ): TemplateResult {
    const { answer } = query;
    const retry = () => query.refresh();
    switch (answer.state) {
      case 'waiting':
        return html`<div class="skeleton" aria-busy="true">${views.waiting()}</div>`;
      case 'failed':
        return html`${views.heading?.()}<gl-failed-note .what=${views.what} .error=${answer.error} @gl-retry=${retry}></gl-failed-note>`;
      case 'ready':
        return answer.stale === undefined
          ? views.ready(answer.value)
          : html`<gl-failed-note renewal .what=${views.what} .error=${answer.stale} @gl-retry=${retry}></gl-failed-note>
              ${views.ready(answer.value)}`;
    }
  }

  /** Resolves when everything asked for is there or has failed, or when waiting longer would be worse than a skeleton. */
  async settled(): Promise<void> {
    await this.updateComplete;
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    await Promise.race([Promise.all(this.#queries.map((query) => query.settled)), patience]);
    await this.updateComplete;
  }

  /** Moves the focus to the part of that name, or to the page's heading. */
  enter(fragment: string): void {
    const part =
      fragment === '' ? null : this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(fragment)}`);
    part?.scrollIntoView({ block: 'start' });
    const target = part ?? this.renderRoot.querySelector<HTMLElement>('h1');
    target?.focus({ preventScroll: part === null });
  }
}
