import { LIMITS } from '../../../core/roadmap/document/limits.ts';

/** A text as short as a title may be. */
export function cutLine(text: string): string {
  return cut(text, LIMITS.line);
}

/** A text as short as a paragraph may be. */
export function cutParagraph(text: string): string {
  return cut(text, LIMITS.paragraph);
}

function cut(text: string, most: number): string {
  const trimmed = text.trim();
  if (trimmed.length <= most) return trimmed;
  // Never in the middle of a letter that takes two units.
  const end = /[\uD800-\uDBFF]$/.test(trimmed.slice(0, most - 1)) ? most - 2 : most - 1;
  return `${trimmed.slice(0, end)}…`;
}

/** Sentences of a cell, without their full stops: `Staging environment. Basic monitoring.` */
export function sentencesIn(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?;])\s+(?=[\p{Lu}\d])|\n+/u)
    .map((sentence) => sentence.trim().replace(/[.;]$/, '').trim())
    .filter((sentence) => sentence !== '');
}
