import type { AttributeSet } from './attribute-table.ts';
import type { BreakerWatch } from './breaker-watch.ts';
import { datedRefusal } from './dated-sums.ts';
import { HistogramIntake } from './histogram-intake.ts';
import type { Member } from './member.ts';
import type { MetricFamily } from './metric-family.ts';
import { type MetricBlock, type MetricPoints, NO_RECORDED_VALUE, REFUSED } from './metric-points.ts';
import { NumberIntake } from './number-intake.ts';
import { blockRefusal, intervalRefusal, type Refusal, timeRefusal } from './point-rules.ts';
import type { SourceSums } from './source-sums.ts';
import { SteadyTotals } from './steady-totals.ts';
import { type IntakeContext, StreamSteps } from './stream-steps.ts';
import type { StreamTable } from './stream-table.ts';
import type { Tally } from './tally.ts';

/** What a source keeps between requests and adds up within one. */
export interface IntakeMemory {
  readonly streams: StreamTable;
  readonly sums: SourceSums;
  readonly breakers: BreakerWatch;
}

/** Takes in the value of one point; answers why it may not. */
export interface PointIntake {
  take(member: Member, i: number): Refusal | undefined;
}

/**
 * Takes the points of one metric into a source's sums and streams. Nothing of it is memory before the caller commits it.
 *
 * @param readNumber greater than that of every read before
 */
export function takeIn(
  memory: IntakeMemory,
  context: IntakeContext,
  tally: Tally,
  of: { points: MetricPoints; block: MetricBlock; family: MetricFamily; readNumber: number },
): void {
  const { points, block, family } = of;
  const read = family.beginRead(of.readNumber);
  const steps = new StreamSteps(context, memory.streams, tally, { ...of, read });
  const shared = { points, block, steps, tally, sums: memory.sums, breakers: memory.breakers };
  const intake: PointIntake =
    block.kind === 'gauge' || block.kind === 'sum'
      ? new NumberIntake(shared)
      : new HistogramIntake(shared, context.exponentialScale);
  const ofBlock = blockRefusal(block);
  const steady = SteadyTotals.suits(block)
    ? new SteadyTotals(context, memory.streams, tally, { ...of, read })
    : undefined;
  for (let i = block.from; i < block.to; i += 1) {
    if (steady !== undefined) i = steady.takeFrom(i);
    if (i === block.to) break;
    const member = family.member(points.attributes[i] as AttributeSet);
    if (member.idle) continue;
    const time = points.time[i] as number;
    if (member.retarget !== undefined) member.targets = member.retarget(time);
    const dated = datedRefusal(member.targets.countsAt, time - context.maxLabelAgeMs);
    const ofInterval = intervalRefusal(block, points.start[i] as number, time);
    let refusal = ofBlock ?? timeRefusal(time, context) ?? ofInterval ?? dated;
    // A point that says its series has ended carries no value; what its stream had counted stays known.
    if (refusal === undefined && ((points.flags[i] as number) & NO_RECORDED_VALUE) === 0) {
      refusal = intake.take(member, i) ?? member.targets.refused;
    }
    if (refusal === undefined) {
      if (steady !== undefined) family.settled(member);
      continue;
    }
    tally.refuse(refusal, block.name);
    points.flags[i] = (points.flags[i] as number) | REFUSED;
  }
  family.endRead(read);
}
