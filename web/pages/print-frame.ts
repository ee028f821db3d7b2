import type { LitElement, ReactiveController } from 'lit';
import { formatMoment } from '../elements/calendar-text.ts';

/** What stands at the edges of each printed page. */
export interface PrintFrame {
  readonly left: string;
  readonly right: string;
  /** Wide tables are printed across. */
  readonly landscape?: boolean;
}

/**
 * Gives printed pages a running header and page numbers, in the margins of the sheet (CSS Paged Media 3, margin boxes). A browser
 * without them prints its own header, which has the page's title.
 */
export class PrintFrameController implements ReactiveController {
  readonly #sheet = new CSSStyleSheet();
  readonly #frame: () => PrintFrame | undefined;

  constructor(host: LitElement, frame: () => PrintFrame | undefined) {
    this.#frame = frame;
    host.addController(this);
  }

  hostConnected(): void {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
  }

  hostDisconnected(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }

  hostUpdated(): void {
    const frame = this.#frame();
    this.#sheet.replaceSync(frame === undefined ? '' : pageRule(frame));
  }
}

/** What a page is of at the left, when it was so at the right. */
export function asOf(left: string, of: { readonly asOf: number; readonly zone: string }): PrintFrame {
  return { left, right: `As of ${formatMoment(of.asOf, of.zone)}, ${of.zone}` };
}

/** The rule for the sheet's margins. */
export function pageRule({ left, right, landscape = false }: PrintFrame): string {
  const box = 'font: 8pt system-ui, sans-serif; color: #3d454d;';
  return `@page {
    size: ${landscape ? 'landscape' : 'portrait'};
    margin: 18mm 14mm 16mm;
    @top-left { content: ${cssString(left)}; ${box} }
    @top-right { content: ${cssString(right)}; ${box} }
    @bottom-right { content: 'Page ' counter(page) ' of ' counter(pages); ${box} }
  }`;
}

/** Text as a string of CSS: whatever it holds, it stays one string (CSS Syntax 3, §4.3.5). */
export function cssString(text: string): string {
  const safe = text.replace(/["\\]/g, '\\$&').replace(/[\n\r\f\0]/g, ' ');
  return `"${safe}"`;
}
