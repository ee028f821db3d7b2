/** `auto` follows the system. */
export type ThemeChoice = 'auto' | 'light' | 'dark';

const KEY = 'gateline-theme';

/** The stored choice; `auto` when there is none or storage is closed to us. */
export function themeChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto';
  }
}

/** Puts a choice into force. `public/theme.js` does the same before the first paint. */
export function applyTheme(choice: ThemeChoice): void {
  const root = document.documentElement;
  if (choice === 'auto') delete root.dataset.theme;
  else root.dataset.theme = choice;
  root.style.colorScheme = '';
  root.dispatchEvent(new Event('gl-theme'));
}

/** Keeps a choice for the next visit and puts it into force. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Without storage the choice holds for this visit.
  }
  applyTheme(choice);
}
