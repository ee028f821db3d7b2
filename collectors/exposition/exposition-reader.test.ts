import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatelineError } from '../../core/errors.ts';
import { ExpositionReader, type SeriesIdentity } from './exposition-reader.ts';
import { parseExposition } from './parse.ts';
import type { ExpositionFormat } from './types.ts';

function readerOf(
  wanted: (identity: SeriesIdentity) => boolean = () => true,
  format: ExpositionFormat = 'text',
) {
  const asked: string[] = [];
  const reader = new ExpositionReader<SeriesIdentity>({
    format,
    maxSamples: 1_000,
    resolve: (identity) => {
      asked.push(identity.name);
      return wanted(identity) ? identity : undefined;
    },
  });
  const read = (body: string) => {
    const { samples, problems, families } = reader.read(body);
    const rows = Array.from({ length: samples.size }, (_, i) => {
      const { name, labels, family, type, role } = samples.series[i] as SeriesIdentity;
      return {
        name,
        labels: { ...labels },
        family,
        type,
        role,
        value: samples.value(i),
        timeMs: samples.timeMs(i),
      };
    });
    return { rows, problems: problems.named, families: families.map((family) => family.name) };
  };
  return { read, asked };
}

describe('one target, read again and again', () => {
  it('has each series taken apart once', () => {
    const { read, asked } = readerOf();
    for (let n = 0; n < 5; n += 1) {
      const { rows } = read(`# TYPE a counter\na{b="c"} ${n}\n\n# TYPE d gauge\nd ${n}.5\n`);
      expect(rows.map((row) => row.value)).toEqual([n, n + 0.5]);
    }
    expect(asked).toEqual(['a', 'd']);
  });

  it('may change the order of its lines, lose some and bring new ones', () => {
    const { read, asked } = readerOf();
    const lines = (...names: string[]) => names.map((name, i) => `a{n="${name}"} ${i}\n`).join('');
    for (const names of ['xyz', 'zyx', 'xz', 'wxyz', 'z', 'xyzw']) {
      const { rows } = read(lines(...names));
      expect(rows.map((row) => [row.labels.n, row.value])).toEqual([...names].map((name, i) => [name, i]));
    }
    expect(asked).toHaveLength(4);
  });

  it('does not take a longer name for a shorter one', () => {
    const { read } = readerOf();
    read('a 1\na_b 2\n');
    expect(read('a_b 3\na 4\n').rows.map(({ name, value }) => [name, value])).toEqual([
      ['a_b', 3],
      ['a', 4],
    ]);
    expect(read('a{x="y"} 5\n').rows).toMatchObject([{ name: 'a', labels: { x: 'y' }, value: 5 }]);
  });

  it('names what was there, also families without samples', () => {
    const { read } = readerOf();
    const body = '# TYPE a counter\n# TYPE b counter\nb 1\nc 2\n';
    expect(read(body).families).toEqual(['a', 'b', 'c']);
    expect(read('# TYPE a counter\n').families).toEqual(['a']);
    expect(read(body).families).toEqual(['a', 'b', 'c']);
  });

  it('may change the type of a family', () => {
    const { read } = readerOf();
    expect(read('# TYPE a counter\na 1\n').rows[0]?.type).toBe('counter');
    expect(read('# TYPE a gauge\na 1\n').rows[0]?.type).toBe('gauge');
    expect(read('# TYPE a histogram\na_bucket{le="+Inf"} 1\n').rows[0]).toMatchObject({
      family: 'a',
      role: 'bucket',
    });
  });

  it('may declare a family later', () => {
    const { read } = readerOf();
    expect(read('a_bucket{le="1"} 1\n').rows[0]).toMatchObject({ family: 'a_bucket', role: 'value' });
    expect(read('# TYPE a histogram\na_bucket{le="1"} 1\n').rows[0]).toMatchObject({
      family: 'a',
      role: 'bucket',
    });
  });

  it('has the mistakes of each body counted anew', () => {
    const { read } = readerOf();
    const body = '# TYPE a counter\n# TYPE a counter\na 1\na 2\nb x\n';
    const problems = [
      { line: 2, reason: 'a second TYPE line' },
      { line: 4, reason: 'a series is given twice' },
      { line: 5, reason: 'not a number' },
    ];
    for (let n = 0; n < 3; n += 1) expect(read(body).problems).toEqual(problems);
    expect(read('# TYPE a counter\na 1\nb 2\n').problems).toEqual([]);
  });

  it('is read the same way again, also where a line of a series cannot be read and the next one can', () => {
    const { read } = readerOf();
    const body = 'a \na 2\n';
    for (let n = 0; n < 3; n += 1) {
      const { rows, problems } = read(body);
      expect(rows.map(({ name, value }) => [name, value])).toEqual([['a', 2]]);
      expect(problems).toEqual([{ line: 1, reason: 'no value' }]);
    }
  });

  it('knows a bare name from one with labels behind a blank', () => {
    const { read } = readerOf();
    read('a 1\n');
    for (const line of ['a {b="c"} 2\n', 'a  {b="c"} 2\n', 'a\t{b="c"} 2\n']) {
      expect(read(line).rows).toMatchObject([{ name: 'a', labels: { b: 'c' }, value: 2 }]);
      expect(read(line).problems).toEqual([]);
    }
  });

  it('skips what nobody wants', () => {
    const { read, asked } = readerOf(({ name }) => name === 'b');
    for (let n = 0; n < 3; n += 1)
      expect(read('a 1\nb 2\nc 3\n').rows).toMatchObject([{ name: 'b', value: 2 }]);
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('forgets lines that come once and never again', () => {
    const { read, asked } = readerOf();
    let n = 0;
    for (let body = 0; body < 40; body += 1) {
      read(Array.from({ length: 999 }, () => `a{n="${n++}"} 1\n`).join(''));
    }
    const before = asked.length;
    read('a{n="39959"} 1\na{n="0"} 1\n');
    expect(asked.length - before).toBe(1);
  });

  it('may give one series at several times, as files of history do', () => {
    const { read } = readerOf(() => true, 'openmetrics');
    const { rows, problems } = read('a_total 1 1\na_total 2 2.5\n# EOF\n');
    expect(rows.map(({ value, timeMs }) => [value, timeMs])).toEqual([
      [1, 1_000],
      [2, 2_500],
    ]);
    expect(problems).toEqual([]);
  });

  it('knows the start of a counter in either format', () => {
    const text = readerOf();
    const body = '# TYPE a_total counter\na_total 1\n# TYPE a_created gauge\na_created 1.7e+09\n';
    expect(text.read(body).rows[1]).toMatchObject({ name: 'a_created', family: 'a_total', role: 'created' });
    const open = readerOf(() => true, 'openmetrics');
    expect(open.read('# TYPE a counter\na_total 1\na_created 1.7e+09\n# EOF\n').rows[1]).toMatchObject({
      family: 'a',
      role: 'created',
    });
  });
});

const name = fc.constantFrom('a', 'a_total', 'b', 'b_bucket', 'b_sum', 'c.d');
const line = fc.oneof(
  fc
    .tuple(
      name,
      fc.constantFrom('', '{}', '{x="1"}', '{x="2",le="1"}', '{le="+Inf"}'),
      fc.constantFrom('1', '2.5', 'NaN', 'x', '3 4', ''),
    )
    .map(([n, labels, value]) => `${n}${labels} ${value}`),
  fc
    .tuple(name, fc.constantFrom('counter', 'gauge', 'histogram', 'x'))
    .map(([n, type]) => `# TYPE ${n} ${type}`),
  fc.constantFrom('', '# comment', '# HELP a x', '{"c.d"} 1', 'a{', '# EOF'),
);
const body = fc.array(line, { maxLength: 30 }).map((lines) => lines.map((text) => `${text}\n`).join(''));
const runs = { seed: 20261123, numRuns: 300 };

function plain(text: string, format: ExpositionFormat) {
  try {
    const { families, problems } = parseExposition(text, { format, maxSamples: 1_000 });
    return { samples: families.flatMap((family) => family.samples), problems };
  } catch (error) {
    expect(error).toBeInstanceOf(GatelineError);
    return undefined;
  }
}

describe('whatever comes', () => {
  it('a reader that has read other bodies before reads the same samples as a new one, while types stay', () => {
    const typed = '# TYPE a counter\n# TYPE b histogram\n# TYPE c gauge\n';
    const samples = fc
      .array(line, { maxLength: 30 })
      .map((lines) => lines.filter((text) => !text.startsWith('# TYPE')));
    fc.assert(
      fc.property(fc.array(samples, { minLength: 1, maxLength: 6 }), (bodies) => {
        const { read } = readerOf();
        for (const lines of bodies) {
          const text = typed + lines.map((one) => `${one}\n`).join('');
          const { rows, problems } = read(text);
          const expected = plain(text, 'text');
          const inOrder = rows.map((row) => row.value).sort();
          expect(inOrder).toEqual(expected?.samples.map((sample) => sample.value).sort());
          expect(problems).toEqual(expected?.problems);
        }
      }),
      runs,
    );
  });

  it('text that was damaged anywhere gives samples and counted lines, or one clear error', () => {
    const damage = fc.array(
      fc.tuple(fc.nat(), fc.constantFrom('', '\n', '"', '{', '}', '\\', '\u0000', '\ud800', '# ', 'é', ' ')),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(
        body,
        damage,
        fc.constantFrom<ExpositionFormat>('text', 'openmetrics'),
        (text, edits, format) => {
          let damaged = text;
          for (const [where, letter] of edits) {
            const at = where % (damaged.length + 1);
            damaged = damaged.slice(0, at) + letter + damaged.slice(at + 1);
          }
          plain(damaged, format);
          for (const strict of [true]) {
            try {
              parseExposition(damaged, { format, strict });
            } catch (error) {
              expect(error).toBeInstanceOf(GatelineError);
            }
          }
        },
      ),
      { ...runs, numRuns: 1_000 },
    );
  });
});
