import { type Palette, tokenName } from '../styles/tokens.ts';

/** What a canvas must know of the theme that surrounds it. */
export interface ChartLook {
  readonly text: string;
  readonly muted: string;
  readonly hairline: string;
  readonly surface: string;
  readonly fontFamily: string;
  /** Of the smallest letters, px. */
  readonly fontSize: number;
  /** How much larger everything is than on a laptop, for the widths of lines. */
  readonly scale: number;
}

/** Reads the look that is in force at an element: a canvas inherits nothing by itself. */
export function chartLook(element: Element): ChartLook {
  const style = getComputedStyle(element);
  const colour = (key: keyof Palette) => style.getPropertyValue(tokenName(key)).trim();
  const fontSize = 0.75 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return {
    text: colour('text'),
    muted: colour('muted'),
    hairline: colour('hairline'),
    surface: colour('surface'),
    fontFamily: style.getPropertyValue('--gl-font').trim() || 'sans-serif',
    fontSize,
    scale: fontSize / 12,
  };
}

/** `#rrggbb` with an opacity of 0…1. */
export function faint(colour: string, opacity: number): string {
  const alpha = Math.round(opacity * 255).toString(16);
  return `${colour}${alpha.padStart(2, '0')}`;
}

/** A faint hatching, for the wrong side of a target; `undefined` where there is no canvas to draw it on. */
export function hatching(colour: string, scale: number): CanvasPattern | undefined {
  const size = Math.round(8 * scale);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const context = tile.getContext('2d');
  if (context === null) return undefined;
  context.strokeStyle = faint(colour, 0.16);
  context.lineWidth = scale;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? undefined;
}
