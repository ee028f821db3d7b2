import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributesIdentity, decodeLabels } from './attribute-labels.ts';
import { type AttributeSet, AttributeTable } from './attribute-table.ts';
import { encodeAttributes } from './json-attributes.ts';
import { JsonWalker } from './json-walker.ts';
import { attributes, type KeyValueJson } from './testing/otlp-json.ts';

function blockOf(pairs: readonly KeyValueJson[]): Uint8Array {
  return encodeAttributes(new JsonWalker(), { attributes: pairs });
}

function recognise(table: AttributeTable, block: Uint8Array): AttributeSet {
  return table.recognise(
    block,
    new DataView(block.buffer, block.byteOffset, block.byteLength),
    0,
    block.length,
  );
}

describe('a set of attributes', () => {
  it('is one object as long as its bytes are the same', () => {
    const table = new AttributeTable();
    const texts = fc.array(fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }), { maxLength: 60 });
    fc.assert(
      fc.property(texts, (sets) => {
        const byText = new Map<string, AttributeSet>();
        for (const set of [...sets, ...sets]) {
          const block = blockOf(attributes(set));
          const found = recognise(table, block);
          const key = Buffer.from(block).toString('hex');
          expect(byText.get(key) ?? found).toBe(found);
          expect({ ...found.labels() }).toEqual({ ...decodeLabels(block) });
          byText.set(key, found);
        }
        expect(new Set([...byText.values()].map((set) => set.id)).size).toBe(byText.size);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('is found wherever it lies in a body', () => {
    const table = new AttributeTable();
    const block = blockOf(attributes({ version: 'v2', region: 'eu' }));
    for (let offset = 0; offset < 9; offset += 1) {
      const body = Buffer.concat([Buffer.alloc(offset, 0xee), block, Buffer.alloc(5, 0xdd)]);
      const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
      const set = table.recognise(body, view, offset, offset + block.length);
      expect(set.id).toBe(1);
      expect({ ...set.labels() }).toEqual({ version: 'v2', region: 'eu' });
    }
  });

  it('is told from one that differs in a single bit, and known whatever numbers its bytes would make', () => {
    const table = new AttributeTable();
    const bytes = [
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0x80],
      [0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
      [1, 0, 0, 0, 0, 0, 0xf8, 0x7f],
      [0, 0, 0, 0, 0, 0, 0xf0, 0xff],
      [1, 0, 0, 0, 0, 0, 0, 0],
    ];
    // A KeyValue of 24 bytes whose last eight are its value's.
    const blocks = bytes.map((value) =>
      Buffer.from([0x3a, 22, 0x0a, 8, ...Buffer.from('a key of'), 0x12, 10, 0x3a, 8, ...value]),
    );
    const sets = blocks.map((block) => recognise(table, block));
    expect(new Set(sets).size).toBe(blocks.length);
    for (const block of [...blocks, ...blocks.toReversed()]) {
      expect(recognise(table, Buffer.from(block))).toBe(sets[blocks.findIndex((one) => one.equals(block))]);
    }
  });

  it('is forgotten when others crowd it out, and decoded anew when it returns', () => {
    const table = new AttributeTable(20_000);
    const first = recognise(table, blockOf(attributes({ n: 'first' })));
    expect(recognise(table, blockOf(attributes({ n: 'first' }))).id).toBe(first.id);
    for (let n = 0; n < 500; n += 1) recognise(table, blockOf(attributes({ n: `${n}` })));
    const again = recognise(table, blockOf(attributes({ n: 'first' })));
    expect(again.id).toBeGreaterThan(first.id);
    expect(again.identity).toBe(first.identity);
  });

  it('that is used all the time is kept while others come and go', () => {
    const table = new AttributeTable(20_000);
    const busy = recognise(table, blockOf(attributes({ n: 'busy' })));
    for (let n = 0; n < 2_000; n += 1) {
      recognise(table, blockOf(attributes({ n: `${n}` })));
      if (n % 5 === 0) expect(recognise(table, blockOf(attributes({ n: 'busy' }))).id).toBe(busy.id);
    }
  });
});

it('a request may bring no more new sets of attributes than it is allowed', () => {
  const table = new AttributeTable();
  const block = (n: number) => blockOf(attributes({ n: `${n}` }));
  table.allow(2);
  recognise(table, block(1));
  recognise(table, block(1));
  recognise(table, block(2));
  expect(() => recognise(table, block(3))).toThrow(
    'The request has more than 2 sets of attributes that were not seen before; export smaller batches.',
  );
  table.allow(2);
  expect(recognise(table, block(1)).id).toBe(1);
  expect(recognise(table, block(3)).id).toBe(3);
});

describe('the identity of a set of attributes', () => {
  const one: KeyValueJson[] = [
    { key: 'a', value: { stringValue: '1' } },
    { key: 'b', value: { stringValue: '2' } },
  ];
  const identity = (pairs: readonly KeyValueJson[]) => attributesIdentity(blockOf(pairs));

  it('does not depend on their order', () => {
    expect(identity([...one].reverse())).toBe(identity(one));
  });

  it.each([
    [
      'a value',
      [
        { key: 'a', value: { stringValue: '1' } },
        { key: 'b', value: { stringValue: '3' } },
      ],
    ],
    [
      'a type',
      [
        { key: 'a', value: { intValue: 1 } },
        { key: 'b', value: { stringValue: '2' } },
      ],
    ],
    [
      'a key',
      [
        { key: 'a', value: { stringValue: '1' } },
        { key: 'c', value: { stringValue: '2' } },
      ],
    ],
    ['one less', [{ key: 'a', value: { stringValue: '1' } }]],
    ['nothing at all', []],
  ] as [string, KeyValueJson[]][])('differs by %s', (_, other) => {
    expect(identity(other)).not.toBe(identity(one));
  });

  it('does not depend on the number of the field that they are written in', () => {
    const asSeven = blockOf(one);
    for (let i = 0; i < asSeven.length; i += 1)
      if (asSeven[i] === 0x0a && asSeven[i + 2] === 0x0a) asSeven[i] = 0x3a;
    expect(asSeven).not.toEqual(blockOf(one));
    expect(attributesIdentity(asSeven)).toBe(identity(one));
  });
});

describe('labels', () => {
  it('are cut when they are longer than anyone groups by', () => {
    const labels = decodeLabels(blockOf(attributes({ prompt: 'x'.repeat(5_000), short: 'y' })));
    expect(labels.prompt).toBe(`${'x'.repeat(1_024)}…`);
    expect(labels.short).toBe('y');
  });

  it('of more than 1,024 attributes are refused', () => {
    const many = Object.fromEntries(Array.from({ length: 1_025 }, (_, i) => [`k${i}`, 'v']));
    expect(() => recognise(new AttributeTable(), blockOf(attributes(many)))).toThrow(
      'more than 1024 attributes in one set',
    );
  });
});
