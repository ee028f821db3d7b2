import { GatelineError } from '../../core/errors.ts';
import type { Item, Roadmap } from '../../core/roadmap/roadmap.ts';
import { catalogueSignal, findSignal, knownSignalNames } from '../../core/signal/catalogue.ts';
import type { Signal } from '../../core/signal/signal.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { SignalDescription } from '../http/contract/overview.ts';

/** The item of a roadmap that an address names. @throws GatelineError `not-found`, with the nearest item */
export function itemNamed({ name, items }: Pick<Roadmap, 'name' | 'items'>, id: string): Item {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  const ids = items.map((item) => item.id);
  throw notFound(`The roadmap of ${name} has no item ${JSON.stringify(id)}.`, nearest(id, ids));
}

/** The signal that an address names, in any spelling. @throws GatelineError `not-found`, with the nearest signal */
export function signalNamed({ name: of, signals }: Pick<Roadmap, 'name' | 'signals'>, name: string): Signal {
  const own = Object.hasOwn(signals, name) ? signals[name] : undefined;
  const found = own ?? catalogueSignal(name) ?? findSignal(name, signals);
  if (found !== undefined) return found;
  const meant = nearest(name, knownSignalNames(signals));
  throw notFound(`The roadmap of ${of} knows no signal ${JSON.stringify(name)}.`, meant);
}

/** A signal as the API describes it. */
export function describeSignal({ name, title, unit, better }: Signal): SignalDescription {
  return { name, title, unit, better };
}

function notFound(message: string, meant: string | undefined): GatelineError {
  return new GatelineError('not-found', meant === undefined ? message : `${message} Is it ${meant}?`);
}
