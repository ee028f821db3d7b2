import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { GatelineError } from '../../core/errors.ts';

/** Every address that nothing else has claimed. */
export const PAGE_PATTERN = '/{*page}';

/** Answers below these are never a page. */
const NOT_PAGES = /^\/(api|v1|assets|metrics|healthz|readyz|sign-in|sign-out)(\/|$)/;

/**
 * The built pages: hashed assets for ever, everything else asked for again each time, and the one shell for every address of a page.
 * The shell itself holds nothing secret and is served to anybody; what it shows comes from the API.
 */
export function mountPages(app: Express, folder: string): void {
  const shell = join(folder, 'index.html');
  app.use(
    express.static(folder, {
      index: false,
      redirect: false,
      setHeaders: (response, path) => {
        const hashed = path.startsWith(join(folder, 'assets'));
        response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  app.get(PAGE_PATTERN, (request, response, next) => {
    if (NOT_PAGES.test(request.path) || !request.accepts('html')) return next();
    if (!existsSync(shell)) {
      throw new GatelineError(
        'pages-missing',
        `The pages are not built: ${shell} is missing. Build them with: npm run build`,
      );
    }
    response.set('Cache-Control', 'no-cache').sendFile(shell);
  });
}
