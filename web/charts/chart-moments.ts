/** A vertical line of a chart with words over it, or words alone at an edge that say where the moment lies. */
export interface ChartMoment {
  /** Unix ms, within the plot. */
  readonly at: number;
  readonly words: string;
  /** Where the words stand from their place, so that they never leave the plot. */
  readonly align: 'left' | 'center' | 'right';
  /** `none`: the moment itself lies outside of the plot. */
  readonly line: 'solid' | 'dashed' | 'none';
}

/** Words this near to an edge, as a share of the width, are moved inwards. */
const EDGE = 0.15;
/** Today is only told apart from the plot's end when this much lies behind it. */
const BEHIND_TODAY = 0.05;

/**
 * Today, and the day when the gate is due with its flag; a due day outside of the plot is told at the edge in whose direction it lies.
 *
 * @param range the plot's time, and `now`, Unix ms
 */
export function chartMoments(
  range: { readonly from: number; readonly to: number },
  now: number,
  due: { readonly at: number; readonly label: string } | undefined,
): ChartMoment[] {
  const { from, to } = range;
  const moments: ChartMoment[] = [];
  if (to - now > (to - from) * BEHIND_TODAY && now > from) {
    moments.push({ at: now, words: 'Today', align: alignAt(now, range), line: 'solid' });
  }
  if (due === undefined) return moments;
  if (due.at < from) moments.push({ at: from, words: `← ⚑ ${due.label}`, align: 'left', line: 'none' });
  else if (due.at > to) moments.push({ at: to, words: `⚑ ${due.label} →`, align: 'right', line: 'none' });
  else moments.push({ at: due.at, words: `⚑ ${due.label}`, align: alignAt(due.at, range), line: 'dashed' });
  return moments;
}

function alignAt(
  at: number,
  { from, to }: { readonly from: number; readonly to: number },
): ChartMoment['align'] {
  const share = (at - from) / (to - from);
  if (share > 1 - EDGE) return 'right';
  return share < EDGE ? 'left' : 'center';
}
