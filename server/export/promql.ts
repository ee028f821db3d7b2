type Labels = Readonly<Record<string, string>>;

/**
 * `name{label="value",other=~"pattern"}`, whatever the values hold.
 *
 * @param matching labels that are matched by a pattern instead of a value
 */
export function selector(name: string, labels: Labels, matching: Labels = {}): string {
  const matchers = [...matchersOf(labels, '='), ...matchersOf(matching, '=~')];
  return `${name}{${matchers.join(',')}}`;
}

function matchersOf(labels: Labels, operator: '=' | '=~'): readonly string[] {
  return Object.entries(labels).map(([label, value]) => `${label}${operator}"${escaped(value)}"`);
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
