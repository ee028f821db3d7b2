import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base.ts';

/** What is wrong with a file, with its place and a way out. */
export interface FileProblem {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/**
 * Says what is wrong with a roadmap or a dashboard as it stands now; nothing when all is well.
 *
 * @element gl-roadmap-problems
 */
@customElement('gl-roadmap-problems')
export class RoadmapProblems extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      section {
        padding: 1rem 1.25rem;
        border: 1px solid var(--gl-edge);
        border-inline-start-width: 4px;
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        font-size: var(--gl-14);
      }
      .errors {
        border-inline-start-color: var(--gl-fail);
      }
      .warnings {
        border-inline-start-color: var(--gl-unproven);
      }
      h2 {
        font-size: var(--gl-16);
      }
      .kept {
        color: var(--gl-muted);
      }
      li {
        margin-top: 0.75rem;
      }
      .place {
        overflow-wrap: anywhere;
      }
      .severity {
        font-weight: var(--gl-bold);
      }
      .suggestion {
        display: block;
        margin-top: 0.125rem;
        color: var(--gl-muted);
      }
      .suggestion code {
        color: var(--gl-text);
      }
    `,
  ];

  @property({ attribute: false }) problems: readonly FileProblem[] = [];

  /** What stays in force while there are errors. */
  @property() kept = 'The last good roadmap stays in force until the file is right again.';

  override render(): TemplateResult | typeof nothing {
    if (this.problems.length === 0) return nothing;
    const errors = this.problems.filter((problem) => problem.severity === 'error').length;
    const warnings = this.problems.length - errors;
    const counted = [count(errors, 'error'), count(warnings, 'warning')].filter((text) => text !== '');
    return html`<section class=${errors > 0 ? 'errors' : 'warnings'} aria-label="Problems in the file">
      <h2>${errors > 0 ? 'The file cannot be read' : 'The file has warnings'}: ${counted.join(', ')}</h2>
      ${errors > 0 ? html`<p class="kept">${this.kept}</p>` : nothing}
      <ul>
        ${this.problems.map(problemLine)}
      </ul>
    </section>`;
  }
}

function problemLine(problem: FileProblem): TemplateResult {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const severity = problem.severity === 'error' ? 'Error' : 'Warning';
  return html`<li>
    <span class="severity">${severity}</span> at <code class="place">${place}</code><br />
    ${problem.message}
    ${
      problem.suggestion === undefined
        ? nothing
        : html`<span class="suggestion">Perhaps: <code>${problem.suggestion}</code></span>`
    }
  </li>`;
}

function count(n: number, noun: string): string {
  return n === 0 ? '' : `${n} ${noun}${n === 1 ? '' : 's'}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-roadmap-problems': RoadmapProblems;
  }
}
