import { expect, it } from 'vitest';
import { sentToBuilder } from './docker-ignore.ts';

const RULES = `
# Only what is named goes.
*
!package.json
!server
!web/
**/*.test.ts
**/data
server/tmp?.txt
!server/data/kept.json
`;

it.each([
  ['package.json', true],
  ['docs', false],
  ['docs/server', false],
  ['server', true],
  ['server/http/app.ts', true],
  ['server/http/app.test.ts', false],
  ['app.test.ts', false],
  ['web/index.html', true],
  ['web/data', false],
  ['web/some/data/x.json', false],
  ['web/mydata/x.json', true],
  ['server/tmp1.txt', false],
  ['server/tmp12.txt', true],
  ['server/data/kept.json', true],
  ['server/data/other.json', false],
])('of .dockerignore the last rule that fits decides: %s %j', (path, sent) => {
  expect(sentToBuilder(RULES)(path)).toBe(sent);
});

it('the rules of the project send sources, and no tests and none of their data', () => {
  const isSent = sentToBuilder();
  expect(['server/cli/main.ts', 'package.json', 'web/index.html'].filter(isSent)).toHaveLength(3);
  expect(
    ['.git', 'docs', 'test/setup/influxd.ts', 'core/errors.test.ts', 'web/fixtures'].filter(isSent),
  ).toEqual([]);
});
