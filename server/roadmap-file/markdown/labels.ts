import type { Paragraph, PhrasingContent } from 'mdast';
import { onlyLink, textOf } from '../../markdown/phrases.ts';

/** A part of a paragraph behind a label: `**Owner**: data platform`. */
export interface Labelled {
  /** In lower case, without its colon. */
  readonly label: string;
  readonly value: string;
  /** The values in code: `v1`, `v2` of `**Needs**: `v1`, `v2``. */
  readonly codes: readonly string[];
  /** The address, where the value is nothing but a link. */
  readonly link: string | undefined;
}

/** Labels that people write without stars. */
const PLAIN =
  /^(product|name|(?:12-month |twelve-month )?(?:ai )?(?:product )?vision|core (?:ai )?capability|capability)\s*:\s*(\S.*)$/i;

/**
 * The labelled parts of a paragraph: those whose label is bold, or one of a few that are understood without; empty when it has none.
 *
 * @param known labels in lower case; a bold word that is none of them is a part of the value
 */
export function labelledParts(paragraph: Paragraph, known: (label: string) => boolean): readonly Labelled[] {
  const parts: { label: string; children: PhrasingContent[] }[] = [];
  for (const child of paragraph.children) {
    const label = child.type === 'strong' ? labelOf(textOf(child)) : undefined;
    const last = parts.at(-1);
    const begins = last === undefined ? parts.length === 0 : endsPart(last.children);
    if (label !== undefined && known(label) && begins) parts.push({ label, children: [] });
    else if (last === undefined) return plainPart(textOf(paragraph), known);
    else last.children.push(child);
  }
  return parts.map(({ label, children }) => labelled(label, children));
}

function labelOf(text: string): string {
  return text.trim().replace(/:$/, '').trim().toLowerCase();
}

/** Parts stand on lines of their own, or behind a dot in the middle. */
function endsPart(children: readonly PhrasingContent[]): boolean {
  const last = children.at(-1);
  return last?.type === 'break' || (last?.type === 'text' && /(?:\n| · )$/.test(last.value));
}

function labelled(label: string, children: readonly PhrasingContent[]): Labelled {
  const value = textOf(children)
    .replace(/^\s*:/, '')
    .replace(/\s·\s*$/, '')
    .trim();
  const said = children.map((child) =>
    child.type === 'text' ? { ...child, value: child.value.replace(/^\s*:\s*|\s·\s*$/g, '') } : child,
  );
  return {
    label,
    value,
    codes: children.flatMap((child) => (child.type === 'inlineCode' ? [child.value] : [])),
    link: onlyLink(said),
  };
}

/** Each line of its own: `Product: …` and `12-Month Vision: …` are often pasted under each other. */
function plainPart(text: string, known: (label: string) => boolean): readonly Labelled[] {
  const parts = text.split('\n').map((line) => PLAIN.exec(line.trim()));
  if (parts[0] === null) return [];
  return parts.flatMap((match) => {
    const [, label = '', value = ''] = match ?? [];
    const folded = label.toLowerCase();
    return label === '' || !known(folded)
      ? []
      : [{ label: folded, value: value.trim(), codes: [], link: undefined }];
  });
}
