import type { Path } from '../yaml/yaml-source.ts';

/** Keys whose values are nobody's business, wherever they stand; `token_file` and `token_env` only name where a secret is. */
const SECRET_KEY = /^(.*_)?(token|password|passwd|secret|api_?key|authorization|credentials|cookie)$/i;

/** Whether the value at a path of the configuration is a secret: it is reported by its path, never by its value. */
export function isSecretPath(path: Path): boolean {
  const key = path.findLast((step) => typeof step === 'string');
  return (typeof key === 'string' && SECRET_KEY.test(key)) || path.includes('headers');
}
