import type { PartResult } from './part.ts';

/** What the process of a part tells its parent. */
export type PartMessage = { readonly progress: string } | { readonly result: PartResult };
