import { afterAll } from 'vitest';

/** All files of tests run in one page: each leaves it empty to the next. */
afterAll(() => {
  document.body.replaceChildren();
});
