import { remembered, rememberedWith } from '../../core/remember.ts';
import type { Roadmap } from '../../core/roadmap/roadmap.ts';
import { baselineOf } from './baseline.ts';
import { LastHour } from './last-hour.ts';
import { MovingBatch } from './moving-batch.ts';
import type { MeasuredPlace } from './places.ts';
import type { Situation } from './situation.ts';

/** What is asked about a roadmap's criteria at every look. */
export class Standing {
  readonly hour: LastHour;
  /** From the last close of a day until now; kept as the days before are, so that both are of one question. Absent for a candidate. */
  readonly today: MovingBatch | undefined;

  constructor(product: string, today?: MovingBatch) {
    this.hour = new LastHour(product);
    this.today = today;
  }
}

/** The very same questions from one look to the next, for as long as criteria are compared with the same items; a candidate has its own. */
export function standingOf(situation: Situation, places: readonly MeasuredPlace[]): Standing {
  const { roadmap, candidate } = situation;
  if (candidate !== undefined) return new Standing(roadmap.product);
  return known(roadmap, comparedWith(situation, places));
}

const known = rememberedWith(
  (roadmap: Roadmap, _comparedWith: string) => new Standing(roadmap.product, todayOf(roadmap)),
);

/** As long as {@link ./days-over.ts questions about days} are kept: these know where they stand in it. */
const todayOf = remembered((roadmap: Roadmap) => new MovingBatch(roadmap.product));

function comparedWith(situation: Situation, places: readonly MeasuredPlace[]): string {
  let items = '';
  for (const place of places) {
    if (place.criterion.target.kind !== 'absolute')
      items += `${JSON.stringify(baselineOf(situation, place))} `;
  }
  return items;
}
