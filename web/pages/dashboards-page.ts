import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { DashboardsResponse } from '../../server/http/contract/dashboard.ts';
import { dashboards } from '../api/resources.ts';
import { paths } from '../app/routes.ts';
import { A_WALL } from './first-lines.ts';
import { Page } from './page.ts';
import { lineBones } from './skeletons.ts';
import '../elements/empty-note.ts';
import '../elements/roadmap-problems.ts';

/**
 * The walls and dashboards that there are, and how to make one.
 *
 * @element gl-dashboards-page
 */
@customElement('gl-dashboards-page')
export class DashboardsPage extends Page {
  static override styles = [
    Page.styles,
    css`
      ul {
        display: grid;
        gap: 0.5rem;
        max-width: 46rem;
        margin-top: 1.25rem;
      }
      li a {
        display: flex;
        gap: 1rem;
        align-items: baseline;
        justify-content: space-between;
        min-height: 2.75rem;
        padding: 0.75rem 1.25rem;
        border: 1px solid var(--gl-hairline);
        border-radius: var(--gl-radius);
        background: var(--gl-surface);
        color: inherit;
        text-decoration: none;
      }
      li a:hover {
        border-color: var(--gl-edge);
      }
      strong {
        font-weight: var(--gl-bold);
      }
      .kind {
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
      gl-roadmap-problems,
      gl-empty-note {
        margin-top: 1.25rem;
      }
      .link {
        max-width: 46rem;
        margin-top: 1.25rem;
        color: var(--gl-muted);
        font-size: var(--gl-14);
      }
    `,
  ];

  readonly #dashboards = this.live<DashboardsResponse>(() => dashboards());

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">Walls and dashboards</h1>
      ${this.show(this.#dashboards, {
        what: 'The list',
        waiting: () => html`<ul>${lineBones(3)}</ul>`,
        ready: (value) => this.#ready(value),
      })}`;
  }

  #ready({ dashboards: list, problems }: DashboardsResponse): TemplateResult {
    const placed = problems.map((problem) => ({ ...problem, severity: 'error' as const }));
    return html`<gl-roadmap-problems .problems=${placed} kept="The others are there."></gl-roadmap-problems>
      ${
        list.length === 0
          ? this.#empty()
          : html`<ul>
                ${list.map(
                  ({ id, title, kind }) => html`<li>
                    <a href=${kind === 'wall' ? paths.wall(id) : paths.dashboard(id)}>
                      <strong>${title}</strong><span class="kind">${kind === 'wall' ? 'Wall, full screen' : 'Dashboard'}</span>
                    </a>
                  </li>`,
                )}
              </ul>
              <p class="link">
                On a screen where nobody signs in, open the wall with a token of the role display in its address:
                <code>/wall/main#token=…</code>. The page takes the token out of the address at once.
              </p>`
      }`;
  }

  #empty(): TemplateResult {
    return html`<gl-empty-note
      what="Walls for the screen in the room, and dashboards of your own"
      way="In dashboards/main.yaml:"
      code=${A_WALL}
    >
      There is no file in the folder of dashboards yet.
    </gl-empty-note>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gl-dashboards-page': DashboardsPage;
  }
}
