import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../server/config.ts';
import { SOURCE_TYPES } from '../../server/source-types.ts';
import { A_SOURCE, AN_ALERTMANAGER } from '../../web/pages/first-lines.ts';

describe('the lines that empty pages give for gateline.yaml', () => {
  it.each([A_SOURCE, AN_ALERTMANAGER])('are a configuration that works:\n%s', (lines) => {
    const options = { environment: {}, sourceTypes: SOURCE_TYPES };
    expect(parseConfig('gateline.yaml', lines, options).problems).toEqual([]);
  });
});
