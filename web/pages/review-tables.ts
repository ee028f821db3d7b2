import { css, html, nothing, type TemplateResult } from 'lit';
import type { ReviewResponse } from '../../server/http/contract/review.ts';
import { formatDate, formatDay } from '../elements/calendar-text.ts';
import { itemTitle } from '../elements/item-title.ts';
import { milestoneWords } from '../elements/milestone-list.ts';
import { stateWords } from '../elements/state-words.ts';
import { unbroken } from '../elements/unbroken.ts';
import '../elements/state-glyph.ts';

/** Styles of the tables below. */
export const reviewTables = css`
  .story {
    width: 100%;
    margin-top: 1.25rem;
    border-collapse: collapse;
    font-size: var(--gl-14);
  }
  .story th,
  .story td {
    padding: 0.5rem 0.75rem 0.5rem 0;
    border-top: 1px solid var(--gl-hairline);
    text-align: start;
    vertical-align: top;
  }
  .story thead th {
    border-top: 0;
    color: var(--gl-muted);
    font-size: var(--gl-12);
    font-weight: var(--gl-regular);
  }
  .story th {
    font-weight: var(--gl-bold);
  }
  .state {
    white-space: nowrap;
  }
  .story tbody th {
    max-width: 18rem;
  }
  .state {
    display: inline-flex;
    gap: 0.5rem;
    align-items: center;
  }
  .overdue {
    color: var(--gl-fail-text);
    font-weight: var(--gl-bold);
  }
  .events li {
    display: grid;
    grid-template-columns: 6rem 1fr;
    padding: 0.375rem 0;
    border-top: 1px solid var(--gl-hairline);
    font-size: var(--gl-14);
  }
  .when {
    color: var(--gl-muted);
    white-space: nowrap;
  }
  @media screen and (max-width: 40rem) {
    .story,
    .story tbody {
      display: block;
    }
    .story thead {
      display: none;
    }
    .story tr {
      display: flex;
      flex-wrap: wrap;
      gap: 0.125rem 0.75rem;
      justify-content: space-between;
      padding: 0.625rem 0;
      border-top: 1px solid var(--gl-hairline);
    }
    .story tbody :is(th, td) {
      padding: 0;
      border: 0;
    }
    .story .optional {
      display: none;
    }
    .story .whole {
      flex-basis: 100%;
    }
  }
`;

/** The first page alone tells the story. */
export function summary({ gates, asOf }: ReviewResponse): TemplateResult {
  return html`<table class="story" role="table" aria-label="Gates at a glance">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Item</th>
        <th role="columnheader" scope="col">Verdict</th>
        <th role="columnheader" scope="col" class="optional">Due</th>
        <th role="columnheader" scope="col">Because</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${gates.map(
        (gate) => html`<tr role="row">
          <th role="rowheader" scope="row">${itemTitle(gate.item, gate.title)}</th>
          <td role="cell">
            <span class="state">
              <gl-state-glyph .state=${gate.state} .waived=${gate.waived && gate.state === 'pass'} label=""></gl-state-glyph>
              ${stateWords(gate.state, { waived: gate.waived })}
            </span>
          </td>
          <td role="cell" class="optional when">${gate.due === undefined ? '–' : formatDate(gate.due, asOf)}</td>
          <td class="whole" role="cell">${unbroken(gate.sentence)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Milestones planned and done; nothing where there are none. */
export function milestonesPart({ milestones, asOf }: ReviewResponse): TemplateResult | typeof nothing {
  if (milestones.items.length === 0) return nothing;
  return html`<section class="block" aria-labelledby="milestones">
    <h2 id="milestones">Milestones</h2>
    <table class="story" role="table" aria-labelledby="milestones">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Milestone</th>
          <th role="columnheader" scope="col">Item</th>
          <th role="columnheader" scope="col" class="optional">Owner</th>
          <th role="columnheader" scope="col">Standing</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${milestones.items.map(
          ({ item, milestone, outcome }) => html`<tr role="row">
            <td class="whole" role="cell">${milestone.title}</td>
            <td role="cell">${item}</td>
            <td role="cell" class="optional">${milestone.owner ?? '–'}</td>
            <td role="cell" class=${outcome}>${outcome === 'late' ? `${milestoneWords(milestone, asOf)}, late` : milestoneWords(milestone, asOf)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** What happened in the quarter; nothing where nothing did. */
export function eventsPart({ events, zone, asOf }: ReviewResponse): TemplateResult | typeof nothing {
  if (events.length === 0) return nothing;
  return html`<section class="block events" aria-labelledby="events">
    <h2 id="events">What happened</h2>
    <ul>
      ${events.map(
        (event) => html`<li><span class="when">${formatDay(event.at, zone, asOf)}</span> ${event.text}</li>`,
      )}
    </ul>
  </section>`;
}
