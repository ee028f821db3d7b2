import type { Problem } from '../../core/roadmap/roadmap.ts';

/** A problem as compilers write it, so that editors and terminals can jump there: `gateline.yaml:3:5: error: …`. */
export function formatProblem({ file, line, column, severity, message, suggestion }: Problem): string {
  const meant = suggestion === undefined ? '' : ` Did you mean: ${suggestion}`;
  return `${file}:${line}:${column}: ${severity}: ${message}${meant}`;
}
