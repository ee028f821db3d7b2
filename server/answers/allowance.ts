import { GatelineError } from '../../core/errors.ts';
import type { EventLog } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import type { AllowanceRequest, GateCheckResponse } from '../http/contract/gate-check.ts';

/** The event that says that something went ahead although its gate was not proven. */
export const UNPROVEN_ALLOWED = 'unproven-allowed';

/**
 * Records that something went ahead with a gate that is not proven: who, what, and what the gate said.
 *
 * @param by who says so
 * @throws GatelineError `allowance-refused` unless the gate is unproven: nothing else can be allowed
 */
export async function recordAllowance(
  events: EventLog,
  checked: GateCheckResponse,
  { link, commit }: AllowanceRequest,
  by: string,
): Promise<void> {
  const { product, item, build, revision, asOf, gate } = checked;
  if (gate.state !== 'unproven') {
    const message = `The gate of ${item} is ${gate.state}, and only what is unproven can be allowed: ${gate.sentence}`;
    throw new GatelineError('allowance-refused', message, { details: { state: gate.state } });
  }
  const what = build === undefined ? item : `${item} (build ${build})`;
  const open = gate.criteria.filter(
    ({ state, advisory, waiver }) => state === 'unproven' && !advisory && !waiver,
  );
  await events.append([
    {
      at: asOf,
      product,
      item,
      type: UNPROVEN_ALLOWED,
      data: {
        sentence: `${by} went ahead with ${what}, which is not proven: ${gate.sentence}`,
        by,
        revision,
        criteria: open.map(({ text, sentence }) => ({ text, sentence })),
        ...present({ build, link, commit }),
      },
    },
  ]);
}
