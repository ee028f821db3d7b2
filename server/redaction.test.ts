import { describe, expect, it } from 'vitest';
import { newToken } from './http/auth/token.ts';
import { createRedaction } from './redaction.ts';

describe('redaction', () => {
  it('masks our tokens but for their id', () => {
    const { token, id } = newToken();
    expect(createRedaction().redact(`refused ${token}.`)).toBe(`refused gl_${id}_[redacted].`);
  });

  it.each([
    ['http://user:pa55@prom:9090/api', 'http://[redacted]@prom:9090/api'],
    ['https://u:p@ss@host/x', 'https://[redacted]@host/x'],
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer [redacted]'],
    ['Basic dXNlcjpwYXNz is refused', 'Basic [redacted] is refused'],
    ['mail to ops@example.org', 'mail to ops@example.org'],
    ['v3 fails on cost per request', 'v3 fails on cost per request'],
  ])('turns %s into %s', (text, expected) => {
    expect(createRedaction().redact(text)).toBe(expected);
  });

  it('masks a secret that it has learnt, in every form in which it may stand in a line', () => {
    const { redact, learn } = createRedaction();
    learn('hun"ter/2 x');
    expect(redact('password hun"ter/2 x')).toBe('password [redacted]');
    expect(redact(JSON.stringify({ password: 'hun"ter/2 x' }))).toBe('{"password":"[redacted]"}');
    expect(redact(`?p=${encodeURIComponent('hun"ter/2 x')}`)).toBe('?p=[redacted]');
  });

  it('leaves words alone that are too short to be secrets', () => {
    const { redact, learn } = createRedaction();
    learn('dev');
    expect(redact('dev is up')).toBe('dev is up');
  });

  it('masks the longer one of two secrets that begin alike', () => {
    const { redact, learn } = createRedaction();
    learn('secret');
    learn('secret-and-more');
    expect(redact('secret-and-more')).toBe('[redacted]');
  });
});
