import type { CriterionVerdict, GateVerdict, VerdictState } from '../../core/gate/verdict.ts';
import type { LoggedEvent } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import { type VerdictChangeData, verdictChangeData } from '../http/contract/history.ts';

/** The event that a gate or a criterion changed its verdict. */
export const VERDICT_CHANGED = 'verdict-changed';

/** A gate or one of its criteria changed its verdict; what is logged, so that an old one can be explained after the roadmap has changed. */
export interface VerdictChange extends VerdictChangeData {
  readonly product: string;
  /** `''` for a success metric of the product. */
  readonly item: string;
  /** Unix ms. */
  readonly at: number;
}

/** A verdict as it was recorded last. */
export interface RecordedVerdict {
  readonly state: VerdictState;
  /** Of a gate that passes: by waivers. */
  readonly waived: boolean;
}

/** Of what a change is: a gate, or one of the criteria of an item by its text. */
export type Judged = Pick<VerdictChange, 'of' | 'item' | 'criterion'>;

/** What is known of a judgment beside its verdicts. */
export interface Recording {
  /** Unix ms. */
  readonly at: number;
  /** Of the roadmap that was judged by. */
  readonly revision: string;
  /** The reckoning that found it out afterwards; absent: it was judged then. */
  readonly reckoned?: string;
}

/** Tells what is judged apart. */
export function keyOf({ of, item, criterion }: Judged): string {
  return JSON.stringify([of, item, criterion ?? '']);
}

/** What changed of gates and of the product's criteria against what was recorded last. */
export function changesOf(
  product: string,
  {
    gates,
    metrics,
  }: { readonly gates: readonly GateVerdict[]; readonly metrics: readonly CriterionVerdict[] },
  recorded: ReadonlyMap<string, RecordedVerdict>,
  recording: Recording,
): readonly VerdictChange[] {
  return [
    ...gates.flatMap((gate) => changesOfGate(gate, recorded, recording)),
    ...changesOfCriteria(product, '', metrics, recorded, recording),
  ];
}

/** A change as the event log has it. */
export function toEvent({ product, item, at, ...data }: VerdictChange): Omit<LoggedEvent, 'sequence'> {
  return { product, item, at, type: VERDICT_CHANGED, data };
}

/** A change read back; `undefined` for what is none that this Gateline understands. */
export function changeIn({ product, item, at, data }: LoggedEvent): VerdictChange | undefined {
  const read = verdictChangeData.safeParse({
    of: data.criterion === undefined ? 'gate' : 'criterion',
    ...data,
  });
  return read.success ? { product, item, at, ...read.data } : undefined;
}

/** What a verdict is recorded as. */
export function recordedAs({ to, waived }: Pick<VerdictChange, 'to' | 'waived'>): RecordedVerdict {
  return { state: to, waived: waived ?? false };
}

function changesOfGate(
  gate: GateVerdict,
  recorded: ReadonlyMap<string, RecordedVerdict>,
  recording: Recording,
): readonly VerdictChange[] {
  const { product, item, state, sentence } = gate;
  const before = recorded.get(keyOf({ of: 'gate', item }));
  // Waivers make a difference where the gate passes by them.
  const waived = state === 'pass' && gate.waived;
  const criteria = changesOfCriteria(product, item, gate.criteria, recorded, recording);
  if (before?.state === state && before.waived === waived) return criteria;
  const change: VerdictChange = {
    product,
    item,
    of: 'gate',
    from: before?.state ?? null,
    to: state,
    sentence,
    ...(waived ? { waived } : {}),
    criteria: gate.criteria.map((criterion) => ({
      text: criterion.text,
      state: criterion.state,
      ...(criterion.advisory ? { advisory: true as const } : {}),
      ...(criterion.waiver === undefined ? {} : { waived: true as const }),
    })),
    ...recording,
  };
  return [change, ...criteria];
}

function changesOfCriteria(
  product: string,
  item: string,
  criteria: readonly CriterionVerdict[],
  recorded: ReadonlyMap<string, RecordedVerdict>,
  recording: Recording,
): readonly VerdictChange[] {
  const seen = new Set<string>();
  return criteria.flatMap((verdict): VerdictChange[] => {
    const { text, state, reason, sentence } = verdict;
    const key = keyOf({ of: 'criterion', item, criterion: text });
    const from = recorded.get(key)?.state ?? null;
    // The same words twice in one gate are one criterion.
    if (from === state || seen.has(key)) return [];
    seen.add(key);
    const judged = { product, item, of: 'criterion', criterion: text, from, to: state } as const;
    return [{ ...judged, reason, sentence, ...particulars(verdict), ...recording }];
  });
}

/** What explains a verdict beside its sentence. */
export function particulars(verdict: CriterionVerdict): Partial<VerdictChange> {
  const { signal, op, lean, target, baseline, actual, advisory, waiver, defaults } = verdict;
  return {
    ...present({
      signal,
      op,
      lean,
      target,
      waiver: waiver && { ...waiver },
      advisory: advisory ? (true as const) : undefined,
      defaults: defaults.length === 0 ? undefined : [...defaults],
      baseline: baseline && { item: baseline.item, ...present({ value: baseline.value }), n: baseline.n },
    }),
    ...(actual === undefined ? {} : figures(actual)),
  };
}

function figures(actual: NonNullable<CriterionVerdict['actual']>): Partial<VerdictChange> {
  const { evidence, environment, from, to, coverage, method, evaluation, builds } = actual;
  return {
    ...(actual.value === undefined ? {} : { value: actual.value, n: actual.n }),
    ...finite('lower', actual.lower),
    ...finite('upper', actual.upper),
    evidence,
    environment,
    window: { from, to },
    coverage,
    ...present({
      method,
      evaluation: evaluation && { ...evaluation },
      builds: builds.length === 0 ? undefined : builds.map((one) => ({ ...one })),
    }),
  };
}

function finite(name: 'lower' | 'upper', value: number | undefined): Partial<VerdictChange> {
  return value === undefined || !Number.isFinite(value) ? {} : { [name]: value };
}
