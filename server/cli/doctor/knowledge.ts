import type { ProductEvidence, SourceStanding, StoreFacts } from '../../../core/diagnosis/facts.ts';
import type { Roadmap } from '../../../core/roadmap/roadmap.ts';

/** What whoever has the store knows. */
export interface Knowledge {
  /** Who told it, at the end of a sentence. */
  readonly from: string;
  readonly roadmaps: readonly Roadmap[];
  readonly evidence: readonly ProductEvidence[];
  readonly store?: StoreFacts;
  /** Why it is missing. */
  readonly trouble?: { readonly message: string; readonly isAmiss: boolean };
  /** How sources fare, where a server reads them. */
  readonly sources?: readonly KnownSource[];
}

export interface KnownSource {
  readonly name: string;
  readonly type: string;
  readonly product: string;
  readonly standing: SourceStanding;
}
