import type { Signal } from '../../signal/signal.ts';
import type { Track } from '../roadmap.ts';

/** What is known of the roadmap around a criterion. */
export interface CriterionContext {
  /** The roadmap's own signals, by name; the catalogue's are always known. */
  readonly signals?: Readonly<Record<string, Signal>>;
  /** ISO code of the roadmap's currency. */
  readonly currency: string;
  /** Every item's track by its id. Absent: not known, and any name may be a baseline. */
  readonly items?: ReadonlyMap<string, Track>;
  /** The item whose gate it is; absent for a success metric, which is the whole product's. */
  readonly item?: string;
}
