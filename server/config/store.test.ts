import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import { formatProblem } from '../yaml/format-problem.ts';

const DAY_MS = 86_400_000;

function read(store: string) {
  const { config, problems } = parseConfig('/srv/gateline.yaml', `store:\n${store}`, {
    environment: {},
    sourceTypes: {},
  });
  return { store: config?.store, problems: problems.map(formatProblem) };
}

describe('store: in gateline.yaml', () => {
  it('is DuckDB, raw data for 90 days and roll-ups for ever, when nothing is said', () => {
    expect(read('  {}').store).toMatchObject({
      kind: 'duckdb',
      retention: { rawMs: 90 * DAY_MS, rollUpsMs: undefined },
      influx: undefined,
    });
  });

  it('keeps each kind of data as long as it says', () => {
    const { store } = read('  retention: { raw: 400d, roll_ups: 1000d }');
    expect(store?.retention).toEqual({ rawMs: 400 * DAY_MS, rollUpsMs: 1000 * DAY_MS });
  });

  it('is InfluxDB with an address, a user, and a file of the password beside the configuration', () => {
    const { store, problems } = read(
      '  kind: influxdb\n  url: https://influx.example/v1\n  username: me\n  password_file: secret\n  spool: 1GiB\n  retention_policy: long',
    );
    expect(problems).toEqual([]);
    expect(store?.influx).toEqual({
      url: 'https://influx.example/v1',
      database: 'gateline',
      retentionPolicy: 'long',
      signIn: { by: 'password', username: 'me', secret: { file: '/srv/secret' } },
      spoolBytes: 2 ** 30,
    });
  });

  it('is InfluxDB with a token of the environment', () => {
    const { store } = read('  kind: influxdb\n  url: http://i:8086\n  token_env: TOKEN');
    expect(store?.influx?.signIn).toEqual({ by: 'token', secret: { env: 'TOKEN' } });
  });

  it.each([
    ['  kind: influxdb', 'gateline.yaml:2:3: error: `url` is missing in `store`; the address of InfluxDB'],
    ['  url: http://i:8086', '`store.url`: this belongs to `kind: influxdb` only.'],
    ['  kind: influxdb\n  url: i:8086', '`i:8086` was read under `store.url`'],
    [
      '  kind: influxdb\n  url: http://me:hunter2@i:8086',
      'an address has no user and password; there are username and password_file',
    ],
    ['  kind: influxdb\n  url: http://i\n  username: me', 'a user needs password_file or password_env'],
    ['  kind: influxdb\n  url: http://i\n  password_env: P', 'a password needs a username'],
    [
      '  kind: influxdb\n  url: http://i\n  token_env: T\n  token_file: t',
      'token_file is there already; one of them is enough',
    ],
    ['  kind: influxdb\n  url: http://i\n  database: "a\\nb"', 'a name without control characters'],
    ['  kind: influx\n  url: http://i', 'Did you mean: influxdb'],
    ['  retention: { raw: 1h }', 'a duration from 1 d'],
    ['  retention: { raw: 90d, roll_ups: 30d }', 'at least as long as the raw data'],
    ['  pasword_file: x', 'Did you mean: password_file'],
  ])('refuses %j with one sentence', (text, sentence) => {
    const { store, problems } = read(text);
    expect(store).toBeUndefined();
    expect(problems.join('\n')).toContain(sentence);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});
