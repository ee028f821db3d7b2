import { describe, expect, it } from 'vitest';
import { byId, complaints, notes, readRun } from '../testing/read.ts';

const SUITES = `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<testsuites name="support">
  <testsuite name="answers" tests="3" timestamp="2026-11-23T10:00:00" time="30">
    <properties><property name="x" value="y"/></properties>
    <testcase classname="refund" name="says how &lt;long&gt; &#233;" time="1.5"/>
    <testcase classname="refund" name="is polite" time="0.5"><failure message="rude">secret</failure></testcase>
    <testsuite name="inner" tests="2">
      <testcase name="is skipped"><skipped/></testcase>
      <testcase name="breaks" time="2"><error type="Timeout" message="no answer within 8 s&#10;at x"/></testcase>
    </testsuite>
  </testsuite>
</testsuites>`;

describe('results of tests in XML', () => {
  it('are one run: passed and failed, errors and skipped ones apart', async () => {
    const run = await readRun(SUITES, { name: 'junit.xml' });
    expect(run).toMatchObject({
      dataset: 'support',
      at: Date.UTC(2026, 10, 23, 10, 0, 30),
      tool: 'junit',
      metrics: { correct: 'outcome', latency: 'score' },
    });
    expect(byId(run)).toEqual({
      'refund › says how <long> é': { values: { correct: 1, latency: 1.5 } },
      'refund › is polite': { values: { correct: 0, latency: 0.5 } },
      'inner › is skipped': { values: {}, notAsked: ['correct', 'latency'] },
      'inner › breaks': { values: {}, error: 'no answer within 8 s' },
    });
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  it.each([
    ['a suite for a root', '<testsuite name="one"><testcase name="a"/></testsuite>', 'one'],
    ['no suite', '<testsuites><testcase name="a"/></testsuites>', 'junit'],
    ['a test for a root', '<testcase name="a"/>', 'junit'],
    [
      'two suites without a name for both',
      '<testsuites><testsuite name="a"><testcase name="x"/></testsuite><testsuite name="b"/></testsuites>',
      'junit',
    ],
  ])('with %s are read', async (_, xml, dataset) => {
    expect(await readRun(xml)).toMatchObject({ dataset, items: [{ values: { correct: 1 } }] });
  });

  it('are counted, whatever their suites say', async () => {
    const xml =
      '<testsuite name="a" tests="15" failures="0"><testcase name="x"><failure/></testcase></testsuite>';
    expect((await readRun(xml)).items[0]?.values).toEqual({ correct: 0 });
    expect(await notes(xml)).toEqual(['Its suites speak of 15 tests; there are 1, which are counted.']);
  });

  it.each([
    ['GoogleTest', 'status="notrun" result="suppressed" time="0"'],
    ['GoogleTest, of a test that skips itself', 'status="run" result="skipped"'],
    ['CTest', 'status="disabled"'],
    ['others', 'status="Skipped"'],
  ])('ask nothing of a test that did not run, as %s says it', async (_, attributes) => {
    const xml = `<testsuite><testcase name="a" status="run" result="completed"/><testcase name="b" ${attributes}/></testsuite>`;
    expect(byId(await readRun(xml))).toEqual({
      a: { values: { correct: 1 } },
      b: { values: {}, notAsked: ['correct'] },
    });
  });

  it('take a failure for one, whatever its attributes say', async () => {
    const xml = '<testcase name="a" status="notrun"><failure/></testcase>';
    expect((await readRun(xml)).items[0]?.values).toEqual({ correct: 0 });
  });

  it('take a test that stands there twice for a repeat', async () => {
    const xml = '<testsuite><testcase name="x"><failure/></testcase><testcase name="x"/></testsuite>';
    expect((await readRun(xml)).items.map(({ cluster }) => cluster)).toEqual(['x', 'x']);
  });

  it.each([
    ['nothing of that kind', '<html><body/></html>', 'a.xml: There is not one testcase in this XML.'],
    [
      'a tag that does not end',
      '<testsuite>\n<testcase name="a">\n</testsuite>',
      /^a\.xml:3:1: This is not XML: Expected closing tag 'testcase'/,
    ],
    ['half of it', '<testsuite><testcase name="a"/>', /^a\.xml:1:1: This is not XML: /],
    [
      'a document type',
      '<?xml version="1.0"?>\n<!DOCTYPE testsuite SYSTEM "x.dtd">\n<testsuite/>',
      'a.xml:2:1: A document type (<!DOCTYPE …>) is declared here; results of tests need none, and it is not read.',
    ],
    [
      'tags without end inside each other',
      `${'<testsuite>'.repeat(60)}${'</testsuite>'.repeat(60)}`,
      'a.xml: Tags stand more than 50 deep inside each other.',
    ],
  ])('with %s are refused', async (_, xml, message) => {
    expect((await complaints(xml, { name: 'a.xml' })).join('\n')).toMatch(message);
  });

  it('never expand entities, whatever a document declares', async () => {
    const lol = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    const declared = `<?xml version="1.0"?>\n<!DOCTYPE testsuite [<!ENTITY l0 "lol">${lol}]>`;
    const body = '<testsuite name="&l9;"><testcase name="&l9;&xxe;"/></testsuite>';
    const began = performance.now();
    expect((await complaints(`${declared}\n${body}`))[0]).toContain('A document type (<!DOCTYPE …>)');
    expect((await complaints(`<!-- x -->${declared.slice(21)}\n${body}`))[0]).toContain('A document type');
    expect((await readRun(body)).items[0]?.id).toBe('&l9; › &l9;&xxe;');
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
