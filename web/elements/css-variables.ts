import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

class CssVariables extends Directive {
  override update(part: ElementPart, [variables]: [Readonly<Record<`--${string}`, string>>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
    return noChange;
  }

  override render(_variables: Readonly<Record<`--${string}`, string>>): unknown {
    return noChange;
  }
}

/**
 * Sets custom properties of an element through its style object. A style attribute, which Lit's own directive writes at first, is
 * forbidden by the content security policy.
 */
export const cssVariables = directive(CssVariables);
