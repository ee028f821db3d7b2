import { describe, expect, it } from 'vitest';
import { ACCEPT, expositionFormat } from './content-type.ts';

describe('the format of an exposition', () => {
  it.each([
    ['text/plain; version=0.0.4; charset=utf-8', 'text'],
    ['text/plain;version=1.0.0;escaping=allow-utf-8', 'text'],
    ['text/plain', 'text'],
    ['TEXT/PLAIN; VERSION="0.0.4"', 'text'],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
    ['application/openmetrics-text;version=0.0.1', 'openmetrics'],
  ] as const)('of %s is %s', (contentType, format) => {
    expect(expositionFormat(contentType, undefined)).toBe(format);
  });

  it.each([
    [undefined, 'The answer has no Content-Type'],
    ['', 'The answer has no Content-Type'],
    ['<script>', 'The answer has no Content-Type'],
    ['text/html; charset=utf-8', 'The answer is text/html,'],
    ['application/json', 'The answer is application/json,'],
    ['application/vnd.google.protobuf; encoding=delimited', 'The answer is application/vnd.google.protobuf,'],
    ['text/plain; version=9', 'The answer is text/plain version 9,'],
    [
      'application/openmetrics-text; version=2.0.0',
      'The answer is application/openmetrics-text version 2.0.0,',
    ],
  ])('of %s is refused, unless the configuration says what it is', (contentType, beginning) => {
    expect(() => expositionFormat(contentType, undefined)).toThrow(beginning);
    expect(expositionFormat(contentType, 'text')).toBe('text');
  });

  it('is asked for with OpenMetrics first', () => {
    expect(ACCEPT.split(',')[0]).toMatch(/^application\/openmetrics-text;version=1\.0\.0/);
  });
});
