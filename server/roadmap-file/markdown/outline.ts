import type { Heading, Root, RootContent } from 'mdast';
import { textOf } from '../../markdown/phrases.ts';

/** A heading with what stands under it. */
export interface Section {
  /** `''` for what stands before the first heading. */
  readonly title: string;
  /** 0 for the document itself. */
  readonly depth: number;
  readonly heading: Heading | undefined;
  /** Up to the next heading, whatever its depth. */
  readonly blocks: readonly RootContent[];
  readonly sections: readonly Section[];
}

interface Growing extends Section {
  readonly blocks: RootContent[];
  readonly sections: Growing[];
}

/** The document by its headings. */
export function outlineOf(root: Root): Section {
  const top: Growing = { title: '', depth: 0, heading: undefined, blocks: [], sections: [] };
  const open = [top];
  for (const node of root.children) {
    if (node.type !== 'heading') {
      open.at(-1)?.blocks.push(node);
      continue;
    }
    while ((open.at(-1)?.depth ?? 0) >= node.depth) open.pop();
    const section: Growing = {
      title: textOf(node).trim(),
      depth: node.depth,
      heading: node,
      blocks: [],
      sections: [],
    };
    open.at(-1)?.sections.push(section);
    open.push(section);
  }
  return top;
}
