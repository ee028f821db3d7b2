import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Nodes } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Documents for people; fixtures are input and lead nowhere. */
const documents = globSync('**/*.md', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/fixtures/**', '**/dist/**'],
}).sort();

describe('documents in Markdown', () => {
  it('are found', () => {
    expect(documents).toContain('README.md');
  });

  it.each(documents)('%s links to what is there', (path) => {
    const document = read(path);
    const dead = document.links.filter((link) => !leadsSomewhere(path, link.url));
    expect(dead.map(({ url, line }) => `${path}:${line} ${url}`)).toEqual([]);
  });
});

describe('the check of links', () => {
  it('knows the anchors that GitHub gives to headings', () => {
    const { anchors } = parsed(
      '# What *there* is\n\n## `gateline check` in CI\n\n## Same\n\n## Same\n\n## Ärger, 2 %?\n',
    );
    expect([...anchors]).toEqual(['what-there-is', 'gateline-check-in-ci', 'same', 'same-1', 'ärger-2-']);
  });

  it('sees links, pictures and definitions, and none in code', () => {
    const { links } = parsed('[a](x.md) ![b](y.png) [c][d] `[e](z.md)`\n\n[d]: w.md\n');
    expect(links.map(({ url }) => url)).toEqual(['x.md', 'y.png', 'w.md']);
  });
});

interface Document {
  readonly links: readonly { readonly url: string; readonly line: number }[];
  readonly anchors: ReadonlySet<string>;
}

const known = new Map<string, Document>();

function read(path: string): Document {
  const document = known.get(path) ?? parsed(readFileSync(join(root, path), 'utf8'));
  known.set(path, document);
  return document;
}

function parsed(text: string): Document {
  const nodes = [...walk(unified().use(remarkParse).use(remarkGfm).parse(text))];
  const links = nodes.flatMap((node) =>
    node.type === 'link' || node.type === 'image' || node.type === 'definition'
      ? [{ url: node.url, line: node.position?.start.line ?? 0 }]
      : [],
  );
  const headings = nodes.filter((node) => node.type === 'heading').map(textOf);
  return { links, anchors: anchorsOf(headings) };
}

function* walk(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* walk(child);
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** As GitHub makes them: small letters, no punctuation, hyphens for spaces, a number behind what comes again. */
function anchorsOf(headings: readonly string[]): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = headings.map((heading) => {
    const plain = heading.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '');
    const anchor = plain.replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return new Set(anchors);
}

function leadsSomewhere(from: string, url: string): boolean {
  if (/^[a-z][a-z+.-]*:/i.test(url)) return true;
  const [path = '', anchor] = url.split('#').map(decodeURIComponent);
  const target = path === '' ? join(root, from) : join(root, dirname(from), path);
  if (relative(root, target).startsWith('..') || !existsSync(target)) return false;
  if (anchor === undefined) return true;
  return target.endsWith('.md') && read(relative(root, target)).anchors.has(anchor);
}
