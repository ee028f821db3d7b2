import { parse } from 'yaml';
import { isLitellmPrices } from '../../core/price/litellm.ts';

/** What kind of file it is, by what stands in it. */
export type FileKind = 'roadmap' | 'dashboard' | 'configuration' | 'prices';

/** Keys that only roadmaps have: one that forgot its product, or misspelt it, is a roadmap all the same. */
const ROADMAP_KEYS = [
  'product',
  'vision',
  'objectives',
  'features',
  'infrastructure',
  'success_metrics',
  'build_or_buy',
];

/**
 * Dashboards have screens, roadmaps a product and tracks, prices are for models; everything else is taken for a configuration, but for a
 * file with nothing in it that is not called so: an empty configuration is a good one, an empty roadmap is none.
 */
export function fileKind(text: string, name = 'gateline.yaml'): FileKind {
  if (isJsonOfPrices(text)) return 'prices';
  const keys = topLevelKeys(text);
  if (keys.size === 0 && isBlank(text)) return /gateline|config/i.test(name) ? 'configuration' : 'roadmap';
  if (keys.has('screens')) return 'dashboard';
  if (ROADMAP_KEYS.some((key) => keys.has(key)) || hasItems(text)) return 'roadmap';
  return keys.has('models') ? 'prices' : 'configuration';
}

/** Nothing but comments. */
function isBlank(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*)?$/.test(line));
}

/** Versions are a list; prices are named by their model. */
function hasItems(text: string): boolean {
  return /^models:\s*(\[|(#.*)?\n(\s*(#.*)?\n)*\s*- )/m.test(text);
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
