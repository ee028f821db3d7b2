import { readFileSync } from 'node:fs';

interface Rule {
  readonly sends: boolean;
  readonly matches: RegExp;
}

/**
 * Says what `.dockerignore` lets through to the builder: the last rule that fits a path, or a folder above it, decides.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 *
 * @param text of the file; the project's own by default
 * @returns whether a path (relative to the project, with `/`) is sent
 */
export function sentToBuilder(text = readFileSync('.dockerignore', 'utf8')): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(ruleOf);
  return (path) => {
    const parts = path.split('/');
    const above = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
    const last = rules.findLast(({ matches }) => above.some((one) => matches.test(one)));
    return last?.sends ?? true;
  };
}

function ruleOf(line: string): Rule {
  const sends = line.startsWith('!');
  const pattern = line.replace(/^!/, '').replace(/^\/|\/$/g, '');
  const expression = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return { sends, matches: new RegExp(`^${expression}$`) };
}
