import type { Bar, PeerFigure, Unit } from './part.ts';
import { formatFigure } from './report/figures.ts';

/** A bar on Gateline's figure alone: it may be at most `limit`. */
export function atMost(ours: number, limit: number, unit: Unit): Bar {
  const text = `at most ${formatFigure(limit, unit)}`;
  return { text, ...judged(ours <= limit, ours / limit, `${percent(ours / limit)} of it`) };
}

/** A bar on Gateline's figure alone: it must be at least `limit`. */
export function atLeast(ours: number, limit: number, unit: Unit): Bar {
  const text = `at least ${formatFigure(limit, unit)}`;
  return { text, ...judged(ours >= limit, limit / ours, `${times(ours / limit)} as much`) };
}

/** Durations: the fastest peer takes at least `factor` times as long as Gateline. */
export function timesFasterThanFastest(
  ours: number,
  peers: readonly PeerFigure[],
  factor: number,
  names?: readonly string[],
): Bar {
  const text = `at least ${factor} × faster than ${nameOf(names, 'the fastest peer')}`;
  const best = smallest(peers, names);
  if (best === undefined) return nobody(text, peers, names);
  const ratio = best.value / ours;
  const margin = `${times(ratio)} (${[best.peer, ...without(peers, names)].join('; ')})`;
  return { text, ...judged(ratio >= factor, factor / ratio, margin) };
}

/** Rates: Gateline's is at least `factor` times the greatest of the peers'. */
export function timesAsMany(
  ours: number,
  peers: readonly PeerFigure[],
  factor: number,
  names?: readonly string[],
): Bar {
  const text = `at least ${times(factor)} ${nameOf(names, 'the best peer')}`;
  const best = greatest(peers, names);
  if (best === undefined) return nobody(text, peers, names);
  const ratio = ours / best.value;
  const margin = `${times(ratio)} (${[best.peer, ...without(peers, names)].join('; ')})`;
  return { text, ...judged(ratio >= factor, factor / ratio, margin) };
}

/** Sizes: Gateline's is at most `factor` times one peer's. */
export function atMostTimes(ours: number, peers: readonly PeerFigure[], factor: number, name: string): Bar {
  const text = `at most ${times(factor)} ${name}`;
  const best = smallest(peers, [name]);
  if (best === undefined) return nobody(text, peers, [name]);
  const ratio = ours / best.value;
  return { text, ...judged(ratio <= factor, ratio / factor, times(ratio)) };
}

/** All of several bars on one figure. */
export function allOf(...bars: readonly [Bar, ...Bar[]]): Bar {
  const met = bars.some((bar) => bar.met === false)
    ? false
    : bars.some((bar) => bar.met === undefined)
      ? undefined
      : true;
  const join = (of: (bar: Bar) => string) => bars.map(of).join('; ');
  return { text: join((bar) => bar.text), met, margin: join((bar) => bar.margin) };
}

/** @param excess how many times as good Gateline would have to be, where the bar is missed */
function judged(met: boolean, excess: number, margin: string): Pick<Bar, 'met' | 'margin'> {
  return { met, margin: met ? margin : `${margin}: missed by ${percent(excess - 1)}` };
}

function nobody(text: string, peers: readonly PeerFigure[], names: readonly string[] | undefined): Bar {
  const margin = ['no peer to compare with', ...without(peers, names)].join('; ');
  return { text, met: undefined, margin };
}

/** Those that the bar speaks of, too, and that have no figure. */
function without(peers: readonly PeerFigure[], names: readonly string[] | undefined): string[] {
  return peers.flatMap((figure) =>
    'absent' in figure && isNamed(figure, names) ? [`without ${figure.peer}: ${figure.absent}`] : [],
  );
}

function isNamed({ peer }: PeerFigure, names: readonly string[] | undefined): boolean {
  return names?.includes(peer) ?? true;
}

type KnownFigure = { readonly peer: string; readonly value: number };

function known(peers: readonly PeerFigure[], names: readonly string[] | undefined): KnownFigure[] {
  return peers.filter((figure): figure is KnownFigure => 'value' in figure && isNamed(figure, names));
}

function smallest(peers: readonly PeerFigure[], names?: readonly string[]): KnownFigure | undefined {
  return known(peers, names).sort((a, b) => a.value - b.value)[0];
}

function greatest(peers: readonly PeerFigure[], names?: readonly string[]): KnownFigure | undefined {
  return known(peers, names).sort((a, b) => b.value - a.value)[0];
}

function nameOf(names: readonly string[] | undefined, everyone: string): string {
  return names === undefined ? everyone : names.join(' and ');
}

function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 1)} ×`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
