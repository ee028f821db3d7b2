import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Lit's decorators are the older, experimental ones.
  oxc: { decorator: { legacy: true } },
  build: { outDir: '../dist/web', emptyOutDir: true, target: 'es2024' },
});
