import { expect, test } from 'vitest';
import { capitalised, sentenceParts } from './sentence-parts.ts';

test.each([
  [
    'v3 fails on cost per request: $0.0123 against at most $0.0061, at 14:02.',
    'v3 fails on cost per request',
    '$0.0123 against at most $0.0061, at 14:02.',
  ],
  [
    'Phase 1: Data foundation has no data on labeled examples: no source has brought labeled_examples yet.',
    'Phase 1: Data foundation has no data on labeled examples',
    'no source has brought labeled_examples yet.',
  ],
  [
    'All 5 gates of what serves users pass; next is v4: End-to-end handling, due 31 Dec.',
    'All 5 gates of what serves users pass',
    'next is v4: End-to-end handling, due 31 Dec.',
  ],
  ['v2: Production quality passes its gate.', 'v2: Production quality passes its gate.', ''],
  ['v4 has not started: nothing to judge by yet.', 'v4 has not started', 'nothing to judge by yet.'],
  ['Model spend this month: $31,410 of $40,000.', 'Model spend this month', '$31,410 of $40,000.'],
  ['Phase 2: all is well.', 'Phase 2: all is well.', ''],
  ['All gates hold since 14:02.', 'All gates hold since 14:02.', ''],
])('“%s” is parted after its verb', (sentence, head, particulars) => {
  expect(sentenceParts(sentence)).toMatchObject({ head, particulars });
});

test.each([
  ['nothing to judge by yet', 'Nothing to judge by yet'],
  ['v3 misses', 'v3 misses'],
  ['labeled_examples is missing', 'labeled_examples is missing'],
  ['$0.01 against', '$0.01 against'],
  ['', ''],
])('“%s” on a line of its own reads “%s”', (text, line) => {
  expect(capitalised(text)).toBe(line);
});
