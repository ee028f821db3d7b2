import type { Nodes, Parent, PhrasingContent } from 'mdast';

/** What a node says, without its looks: the text of texts, code and links. */
export function textOf(node: Nodes | readonly Nodes[]): string {
  if (Array.isArray(node)) return node.map((one: Nodes) => textOf(one)).join('');
  const one = node as Nodes;
  switch (one.type) {
    case 'text':
    case 'inlineCode':
    case 'code':
      return one.value;
    case 'image':
    case 'imageReference':
      return one.alt ?? '';
    case 'break':
      return '\n';
    case 'html':
      // `<br>` in a cell is a line's end; no other tag says anything.
      return /^<br\s*\/?>$/i.test(one.value) ? '\n' : '';
    default:
      return 'children' in one ? textOf((one as Parent).children) : '';
  }
}

/** The address of the only link of a phrase, when the phrase is nothing but that link. */
export function onlyLink(children: readonly PhrasingContent[]): string | undefined {
  const said = children.filter((child) => child.type !== 'text' || child.value.trim() !== '');
  const [link] = said;
  return said.length === 1 && link?.type === 'link' ? link.url : undefined;
}
