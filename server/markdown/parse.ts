import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const reader = unified().use(remarkParse).use(remarkGfm);

/**
 * Reads Markdown (GitHub's flavour). Any text is Markdown, so that this never fails; a text that is made to be slow takes as long as it
 * likes: {@link parseWithin} puts an end to it.
 */
export function parseMarkdown(text: string): Root {
  return reader.parse(text);
}
