import type { Stream } from './stream-table.ts';
import type { Targets } from './targets.ts';

/** One set of attributes of a metric: what it feeds, and its streams. */
export interface Member {
  /** Its identity. */
  readonly attributes: string;
  targets: Targets;
  /** Set where the targets depend on the time of a point. */
  readonly retarget?: ((at: number) => Targets) | undefined;
  /** It feeds nothing. */
  readonly idle: boolean;
  /** The stream that was looked up last. */
  current: Stream | undefined;
  /** Its place in the lineup. */
  readonly place: number;
}

/** What a set of attributes feeds. */
export type MemberFeeds = Pick<Member, 'targets' | 'idle' | 'retarget'>;
