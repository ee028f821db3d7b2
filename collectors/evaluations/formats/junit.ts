import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { present } from '../../../core/present.ts';
import { CORRECT, EvaluationDraft } from '../draft.ts';
import type { ReadEvaluation } from '../evaluation.ts';
import { type FileFaults, fault } from '../fault.ts';
import type { ReadingContext } from '../reading-context.ts';
import { placeAt } from '../text/json-places.ts';
import { instantOf, numberOf, textOf } from '../values.ts';
import { decodeEntities } from './xml-entities.ts';

/** A node as the parser gives it in order: its name holds its children, `:@` its attributes. */
type XmlNode = Readonly<Record<string, unknown>>;

/** Tags inside each other; the format needs five. */
const DEEPEST = 50;

export const JUNIT = 'junit';

/**
 * How a test says by its attributes alone that it did not run: GoogleTest, and what follows it (Bazel, CTest).
 *
 * @see https://google.github.io/googletest/advanced.html#generating-an-xml-report
 */
const DID_NOT_RUN = {
  status: /^(?:notrun|disabled|skipped)$/i,
  result: /^(?:suppressed|skipped)$/i,
} as const;

/**
 * Results of tests as JUnit wrote them first, and everybody since: one evaluation a file, a test an item. Suites nest, are missing, or
 * count wrongly: the tests themselves are counted. `failure` is a wrong answer, `error` a failure of the run, `skipped` and what
 * did not run were not asked.
 *
 * @see https://github.com/testmoapp/junitxml
 * @throws FileFaults when it is not XML, declares a document type, or has no tests
 */
export function readJunit(text: string, context: ReadingContext): readonly ReadEvaluation[] {
  const tests = new Tests(context);
  for (const node of parseXml(text)) tests.visit(node, { suites: [] });
  return [tests.finish()];
}

/** Entities are never expanded: what a document type declares could make a few lines into gigabytes. */
function parseXml(text: string): readonly XmlNode[] {
  const start = afterProlog(text);
  if (/^<!DOCTYPE/i.test(text.slice(start, start + 9))) {
    const place = placeAt(text, start);
    throw fault(
      'A document type (<!DOCTYPE …>) is declared here; results of tests need none, and it is not read.',
      { place },
    );
  }
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: true });
  if (valid !== true) {
    const { line, col, msg } = valid.err;
    throw fault(`This is not XML: ${msg}`, {
      place: { line, ...(col === undefined ? {} : { column: col }) },
    });
  }
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    allowBooleanAttributes: true,
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: false,
    maxNestedTags: DEEPEST,
  });
  try {
    return parser.parse(text) as readonly XmlNode[];
  } catch (error) {
    throw unreadable(text, error instanceof Error ? error.message : '');
  }
}

/** The parser's own words are for programmers; they tell the place where there is one. */
function unreadable(text: string, why: string): FileFaults {
  if (/nested/i.test(why)) return fault(`Tags stand more than ${DEEPEST} deep inside each other.`);
  const offset = /at position (\d+)/.exec(why)?.[1];
  return fault('This is not XML.', offset === undefined ? {} : { place: placeAt(text, Number(offset)) });
}

/** What may stand before the first element, with what ends it. */
const BEFORE_ELEMENTS = [
  ['<?', '?>'],
  ['<!--', '-->'],
] as const;

/** The offset of the first element, or of a document type. */
function afterProlog(text: string): number {
  let at = 0;
  for (;;) {
    while (at < text.length && /[\s\uFEFF]/.test(text[at] ?? '')) at += 1;
    const found = BEFORE_ELEMENTS.find(([begin]) => text.startsWith(begin, at));
    const end = found === undefined ? -1 : text.indexOf(found[1], at + found[0].length);
    if (found === undefined || end === -1) return at;
    at = end + found[1].length;
  }
}

interface Surroundings {
  /** Names of the suites around, outermost first. */
  readonly suites: readonly string[];
}

class Tests {
  readonly #context: ReadingContext;
  readonly #draft: EvaluationDraft;
  /** Names of the root and of suites right under it. */
  readonly #names = new Set<string>();
  #rootName: string | undefined;
  #told = 0;
  #latestAt: number | undefined;

  constructor(context: ReadingContext) {
    this.#context = context;
    this.#draft = new EvaluationDraft(context);
    this.#draft.declare(CORRECT);
  }

  visit(node: XmlNode, around: Surroundings): void {
    const name = Object.keys(node).find((key) => key !== ':@') ?? '';
    const attributes = attributesOf(node);
    const children = childrenOf(node, name);
    if (name === 'testcase') this.#test(attributes, children, around);
    if (name === 'testsuites') this.#rootName = textOf(attributes.name);
    if (name === 'testsuite') this.#suite(attributes, children, around);
    if (name !== 'testsuites' && name !== 'testsuite') return;
    const suite = name === 'testsuite' ? textOf(attributes.name) : undefined;
    const suites = suite === undefined ? around.suites : [...around.suites, suite];
    for (const child of children) this.visit(child, { suites });
  }

  finish(): ReadEvaluation {
    if (this.#draft.size === 0) throw fault('There is not one testcase in this XML.');
    if (this.#told !== this.#draft.size && this.#told > 0) {
      this.#context.note(
        `Its suites speak of ${this.#told} tests; there are ${this.#draft.size}, which are counted.`,
      );
    }
    const [only] = this.#names.size === 1 ? [...this.#names] : [];
    return {
      ...present({ dataset: this.#rootName ?? only, at: this.#latestAt }),
      parts: [],
      tool: JUNIT,
      ...this.#draft.finish(),
    };
  }

  #suite(
    attributes: Readonly<Record<string, string>>,
    children: readonly XmlNode[],
    { suites }: Surroundings,
  ): void {
    const name = textOf(attributes.name);
    if (suites.length === 0 && name !== undefined) this.#names.add(name);
    // A suite that holds suites counts theirs again.
    const holdsSuites = children.some((child) => 'testsuite' in child);
    if (!holdsSuites) this.#told += numberOf(attributes.tests) ?? 0;
    const began = instantOf(attributes.timestamp);
    if (began === undefined) return;
    const ended = began + Math.round(Math.max(0, numberOf(attributes.time) ?? 0) * 1_000);
    this.#latestAt = Math.max(ended, this.#latestAt ?? ended);
  }

  #test(
    attributes: Readonly<Record<string, string>>,
    children: readonly XmlNode[],
    { suites }: Surroundings,
  ): void {
    const found = (kind: string) => children.find((child) => kind in child);
    const place = textOf(attributes.classname) ?? textOf(attributes.file) ?? suites.at(-1);
    const id = [place, textOf(attributes.name) ?? 'test'].filter((part) => part !== undefined).join(' › ');
    const [skipped, error, failure] = [found('skipped'), found('error'), found('failure')];
    const isSilent = error === undefined && failure === undefined;
    if (skipped !== undefined || (isSilent && didNotRun(attributes))) {
      this.#draft.add({ id, values: {} });
      return;
    }
    if (error !== undefined && failure === undefined) {
      this.#draft.add({ id, values: {}, error: reasonOf(error, 'error') });
      return;
    }
    const latency = numberOf(attributes.time?.replaceAll(',', ''));
    this.#draft.add({
      id,
      values: {
        [CORRECT]: failure === undefined ? 1 : 0,
        latency: latency !== undefined && latency >= 0 ? latency : undefined,
      },
    });
  }
}

function didNotRun({ status = '', result = '' }: Readonly<Record<string, string>>): boolean {
  return DID_NOT_RUN.status.test(status.trim()) || DID_NOT_RUN.result.test(result.trim());
}

function attributesOf(node: XmlNode): Readonly<Record<string, string>> {
  const given = node[':@'];
  if (typeof given !== 'object' || given === null) return {};
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, decodeEntities(value)]] : [],
    ),
  );
}

function childrenOf(node: XmlNode, name: string): readonly XmlNode[] {
  const children = node[name];
  return Array.isArray(children) ? children : [];
}

function reasonOf(node: XmlNode, kind: string): string {
  const { message, type } = attributesOf(node);
  const text = childrenOf(node, kind).flatMap((child) => textOf(child['#text']) ?? [])[0];
  return (
    textOf(message) ??
    (text === undefined ? undefined : decodeEntities(text)) ??
    textOf(type) ??
    'the test did not run'
  );
}
