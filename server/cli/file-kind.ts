import { parse } from 'yaml';
import { isLitellmPrices } from '../../core/price/litellm.ts';

/** What kind of file it is, by what stands in it. */
export type FileKind = 'roadmap' | 'dashboard' | 'configuration' | 'prices';

/** Dashboards have screens, roadmaps name their product, prices are for models; everything else is taken for a configuration. */
export function fileKind(text: string): FileKind {
  if (isJsonOfPrices(text)) return 'prices';
  const keys = topLevelKeys(text);
  if (keys.has('screens')) return 'dashboard';
  if (keys.has('product')) return 'roadmap';
  return keys.has('models') ? 'prices' : 'configuration';
}

/** LiteLLM's format. A megabyte of JSON is read as JSON: as YAML it would take its time. */
function isJsonOfPrices(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    return isLitellmPrices(JSON.parse(text));
  } catch {
    return false;
  }
}

function topLevelKeys(text: string): ReadonlySet<string> {
  try {
    const value: unknown = parse(text, { logLevel: 'silent' });
    if (typeof value === 'object' && value !== null) return new Set(Object.keys(value));
  } catch {
    // It is not YAML yet: its lines tell.
  }
  return new Set([...text.matchAll(/^([a-z_]+):/gm)].map(([, key]) => key ?? ''));
}
