import type { MilestoneChange } from '../../server/http/contract/roadmap-edit.ts';
import { attest, changeMilestone, type RoadmapChange, waive } from '../api/roadmap-changes.ts';
import { type FieldName, fieldsShown, planOf, type Values, valuesOf } from './edit-fields.ts';
import type { EditTarget } from './edit-target.ts';

/**
 * What somebody's form asks of the API; `undefined` when it asks for nothing. Of a milestone only that goes out which its author changed, so
 * that what others wrote beside it stays.
 *
 * @param seen what stood there when the form was opened
 * @param target where it stands now
 */
export function changeOf(
  product: string,
  target: EditTarget,
  { seen, wrote }: { readonly seen: Values; readonly wrote: Values },
): RoadmapChange | undefined {
  const values = trimmed(target, wrote);
  const changed = changedFields(seen, values);
  if (changed.length === 0) return undefined;
  if (target.kind === 'milestone') {
    const set = Object.fromEntries(changed.map((name) => [name, values[name] || null])) as MilestoneChange;
    return changeMilestone(product, target.item, target.index, set);
  }
  const { by = '', why = '', until = '', on = '', link = '', expires = '' } = values;
  if (target.kind === 'waiver') return waive(product, target.item, target.criterion, { by, why, until });
  return attest(product, target.item, target.criterion, {
    by,
    on,
    ...(link === '' ? {} : { link }),
    ...(expires === '' ? {} : { expires }),
  });
}

/** Takes out the waiver or the attestation that is there. */
export function takingOut(product: string, target: EditTarget): RoadmapChange | undefined {
  if (target.kind === 'milestone') return undefined;
  const take = target.kind === 'waiver' ? waive : attest;
  return take(product, target.item, target.criterion, undefined);
}

/** The change back. @param target as it stood before the change */
export function undoOf(product: string, target: EditTarget, change: RoadmapChange): RoadmapChange {
  if (target.kind === 'waiver') return waive(product, target.item, target.criterion, target.waiver);
  if (target.kind === 'attestation') {
    return attest(product, target.item, target.criterion, target.attested.attestation);
  }
  const { milestone } = target;
  const names = Object.keys(change.body ?? {}) as (keyof MilestoneChange)[];
  // The day on which it was done goes along with the status.
  const all = names.includes('status') ? [...new Set([...names, 'done' as const])] : names;
  const set = Object.fromEntries(all.map((name) => [name, milestone[name] ?? null])) as MilestoneChange;
  return changeMilestone(product, target.item, target.index, set);
}

/** One field that two people wrote, or one of them. */
export interface ConflictRow {
  readonly label: string;
  /** When the form was opened, now in the roadmap, and in the form. */
  readonly seen: string;
  readonly theirs: string;
  readonly yours: string;
  /** Both changed it, and not to the same. */
  readonly clash: boolean;
}

/** What two people wrote of one thing, field by field; a field that nobody changed is left out. */
export function conflictRows(target: EditTarget, seen: Values, wrote: Values): readonly ConflictRow[] {
  const theirs = valuesOf(target);
  const yours = { ...seen, ...trimmed(target, wrote) };
  return planOf(target).fields.flatMap(({ name, label, choices }) => {
    const [before = '', their = '', your = ''] = [seen[name], theirs[name], yours[name]];
    if (before === their && before === your) return [];
    const words = (value: string) => choices?.find(([one]) => one === value)?.[1] ?? value;
    return [
      {
        label,
        seen: words(before),
        theirs: words(their),
        yours: words(your),
        clash: their !== before && your !== before && their !== your,
      },
    ];
  });
}

/** Without spaces around, and without what the form did not show. */
function trimmed(target: EditTarget, wrote: Values): Values {
  const shown = fieldsShown(planOf(target).fields, wrote);
  return Object.fromEntries(shown.map(({ name }) => [name, wrote[name]?.trim() ?? '']));
}

function changedFields(seen: Values, values: Values): readonly FieldName[] {
  return (Object.keys(values) as FieldName[]).filter((name) => values[name] !== (seen[name] ?? ''));
}
