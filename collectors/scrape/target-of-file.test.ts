import { describe, expect, it } from 'vitest';
import { targetOfFile } from './target-of-file.ts';

const defaults = { scheme: 'http', metricsPath: '/metrics' } as const;

describe('a target of a file', () => {
  it.each([
    ['10.0.0.7:9464', {}, 'http://10.0.0.7:9464/metrics'],
    ['router', { __scheme__: 'https' }, 'https://router/metrics'],
    ['[::1]:9464', { __metrics_path__: '/internal/m' }, 'http://[::1]:9464/internal/m'],
    [
      'a:1',
      { __metrics_path__: '/probe?x=1', __param_module: 'http 2xx' },
      'http://a:1/probe?x=1&module=http+2xx',
    ],
  ])('%s with %j is %s', (address, labels, url) => {
    expect(targetOfFile(address, labels, defaults)).toEqual({ url, labels: {} });
  });

  it('keeps the labels that are meant for its series', () => {
    const labels = { env: 'eu', __meta_datacenter: 'x', __address__: 'y', job: 'router' };
    expect(targetOfFile('a:1', labels, defaults)).toMatchObject({ labels: { env: 'eu', job: 'router' } });
  });

  it.each([
    ['a:1', { __scheme__: 'ftp' }, '__scheme__ is neither http nor https'],
    ['a:99999', {}, 'it is no address such as 10.0.0.7:9464'],
    ['a b', {}, 'it is no address such as 10.0.0.7:9464'],
  ])('%s with %j is none', (address, labels, why) => {
    expect(targetOfFile(address, labels, defaults)).toBe(why);
  });
});
