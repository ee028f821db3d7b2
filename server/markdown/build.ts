import type {
  Code,
  Emphasis,
  Heading,
  InlineCode,
  Link,
  List,
  Paragraph,
  PhrasingContent,
  RootContent,
  Strong,
  Table,
  Text,
} from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';

/** Texts, or parts of a line that are more than text. */
export type Phrase = string | PhrasingContent | readonly (string | PhrasingContent)[];

const writer = unified()
  .use(remarkGfm, { tablePipeAlign: false })
  .use(remarkStringify, { bullet: '-', emphasis: '_', rule: '-', fences: true, listItemIndent: 'one' });

/** A document as Markdown (GitHub's flavour); whatever texts hold, they come out as texts. */
export function writeMarkdown(children: readonly RootContent[]): string {
  // Markdown has no NUL (CommonMark §2.3), and a file with one is taken for no text.
  return writer.stringify({ type: 'root', children: [...children] }).replaceAll('\0', '\uFFFD');
}

export function heading(depth: Heading['depth'], phrase: Phrase): Heading {
  return { type: 'heading', depth, children: phrasing(phrase) };
}

export function paragraph(phrase: Phrase): Paragraph {
  return { type: 'paragraph', children: phrasing(phrase) };
}

export function table(header: readonly Phrase[], rows: readonly (readonly Phrase[])[]): Table {
  const row = (cells: readonly Phrase[]) => ({
    type: 'tableRow' as const,
    children: cells.map((cell) => ({ type: 'tableCell' as const, children: phrasing(cell) })),
  });
  return { type: 'table', children: [row(header), ...rows.map(row)] };
}

export function list(entries: readonly Phrase[]): List {
  return {
    type: 'list',
    ordered: false,
    spread: false,
    children: entries.map((entry) => ({ type: 'listItem', spread: false, children: [paragraph(entry)] })),
  };
}

export function strong(text: string): Strong {
  return { type: 'strong', children: [textNode(text)] };
}

export function emphasis(text: string): Emphasis {
  return { type: 'emphasis', children: [textNode(text)] };
}

/** A line's end inside of code is a space to Markdown, and would cut a table's row in two. */
export function inlineCode(value: string): InlineCode {
  return { type: 'inlineCode', value: value.replace(/\r?\n|\r/g, ' ') };
}

export function link(text: string, url: string): Link {
  return { type: 'link', url, title: null, children: [textNode(text)] };
}

/** A fenced block. @param meta what stands behind the language */
export function fenced(lang: string, meta: string, value: string): Code {
  return { type: 'code', lang, meta, value };
}

function phrasing(phrase: Phrase): PhrasingContent[] {
  const parts: readonly (string | PhrasingContent)[] = Array.isArray(phrase) ? phrase : [phrase];
  return parts.map((part) => (typeof part === 'string' ? textNode(part) : part));
}

function textNode(value: string): Text {
  return { type: 'text', value };
}
