/**
 * Puts a text on the clipboard. Where a page may not (without https, without permission), the place that shows it is selected, so that two
 * keys copy it.
 *
 * @returns whether it is on the clipboard
 */
export async function copyText(text: string, shown: Element | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown !== null) getSelection()?.selectAllChildren(shown);
    return false;
  }
}
