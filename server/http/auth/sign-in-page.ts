import { escapeHtml } from '../escape-html.ts';

/** The page where people trade their token for a session: a plain form, without any script. */
export function signInPage(options: { next: string; problem?: string }): string {
  const { next, problem } = options;
  const told =
    problem === undefined ? '' : `<p class="problem" id="problem" role="alert">${escapeHtml(problem)}</p>`;
  const invalid = problem === undefined ? '' : ' aria-invalid="true"';
  const describedBy = problem === undefined ? 'hint' : 'problem hint';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Sign in – Gateline</title>
    <link rel="stylesheet" href="/sign-in.css">
  </head>
  <body>
    <main>
      <h1>Sign in to Gateline</h1>
      ${told}
      <form method="post" action="/sign-in">
        <input type="hidden" name="next" value="${escapeHtml(next)}">
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus
          spellcheck="false" aria-describedby="${describedBy}"${invalid}>
        <p class="hint" id="hint">It begins with <code>gl_</code>.</p>
        <button type="submit">Sign in</button>
      </form>
      <footer>
        <p>No token? Whoever runs this server makes one with <code>npx gateline token create --role viewer</code>.</p>
      </footer>
    </main>
  </body>
</html>
`;
}

/** A place on this server to go to after signing in; anything else becomes the start page. */
export function safeNext(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 2_000) return '/';
  const base = 'http://gateline.invalid';
  if (!wanted.startsWith('/') || !URL.canParse(wanted, base)) return '/';
  const url = new URL(wanted, base);
  return url.origin === base && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}${url.hash}`
    : '/';
}
