import { AttributeTable } from './attribute-table.ts';
import { BoundsTable } from './bounds-table.ts';
import type { DecodeLimits } from './metric-points.ts';
import { SpareColumns } from './spare-columns.ts';

/** What decoders share between requests: sets of attributes and lists of bounds that were seen before, and room for data points. */
export interface DecoderTables {
  readonly attributes: AttributeTable;
  readonly bounds: BoundsTable;
  readonly columns: SpareColumns;
}

export interface DecodeOptions {
  readonly limits?: DecodeLimits;
  /** Metrics that nobody wants are passed over unread. */
  readonly wants?: (metric: string) => boolean;
}

/** @param maxAttributeBytes bound of the remembered sets of attributes */
export function createDecoderTables(maxAttributeBytes?: number): DecoderTables {
  return {
    attributes: new AttributeTable(maxAttributeBytes),
    bounds: new BoundsTable(),
    columns: new SpareColumns(),
  };
}
