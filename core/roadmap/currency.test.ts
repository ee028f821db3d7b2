import { describe, expect, it } from 'vitest';
import { currencyMeant, currencySign, isCurrency } from './currency.ts';

describe('a currency', () => {
  it.each(['USD', 'EUR', 'CHF', 'JPY'])('%s is one', (code) => {
    expect(isCurrency(code)).toBe(true);
  });

  it.each(['usd', 'US', 'XYZ', '', '$'])('`%s` is none', (code) => {
    expect(isCurrency(code)).toBe(false);
  });

  it.each<[text: string, own: string, meant: string | undefined]>([
    ['$', 'USD', 'USD'],
    ['$', 'EUR', 'USD'],
    ['$', 'CAD', 'CAD'],
    ['€', 'USD', 'EUR'],
    ['¥', 'CNY', 'CNY'],
    ['¥', 'USD', 'JPY'],
    ['chf', 'USD', 'CHF'],
    ['%', 'USD', undefined],
    ['apples', 'USD', undefined],
    ['$', 'nonsense', 'USD'],
  ])('written `%s` where %s is spent means %s', (text, own, meant) => {
    expect(currencyMeant(text, own)).toBe(meant);
  });

  it('has a sign only where that means no other', () => {
    expect(currencySign('USD')).toBe('$');
    expect(currencySign('EUR')).toBe('€');
    expect(currencySign('CAD')).toBeUndefined();
  });
});
