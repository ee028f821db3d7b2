import type { ProblemDetails } from './contract/common.ts';
import { escapeHtml } from './escape-html.ts';

/** A problem as a page, for somebody who typed an address. */
export function errorPage(problem: ProblemDetails): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(problem.title)} – Gateline</title>
    <link rel="stylesheet" href="/sign-in.css">
  </head>
  <body>
    <main>
      <h1>${escapeHtml(problem.title)}</h1>
      <p role="alert">${escapeHtml(problem.detail)}</p>
      <p class="hint"><code>${escapeHtml(problem.code)}</code></p>
    </main>
  </body>
</html>
`;
}
