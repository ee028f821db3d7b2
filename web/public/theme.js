// Runs before the first paint, so that a chosen theme never flashes the other one. See web/styles/theme-choice.ts.
try {
  const chosen = localStorage.getItem('gateline-theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
    document.documentElement.style.colorScheme = chosen;
  }
} catch {
  // Storage is closed to us: the system's setting holds.
}
