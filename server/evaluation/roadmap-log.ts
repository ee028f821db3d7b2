import { z } from 'zod';
import type { EventLog, LoggedEvent } from '../../core/ports.ts';
import { present } from '../../core/present.ts';
import { type PromiseChange, promiseChanges } from '../../core/roadmap/promise/changes.ts';
import { type Promised, promiseOf } from '../../core/roadmap/promise/promise.ts';
import { LIFECYCLES, MILESTONE_STATUSES, type Roadmap } from '../../core/roadmap/roadmap.ts';

/** The event that holds what a roadmap promises from then on, for comparing; everything else of a change is an event of its own. */
export const ROADMAP_RECORDED = 'roadmap-recorded';

const criterion = z.object({
  text: z.string(),
  about: z.string(),
  what: z.string(),
  target: z.string(),
  terms: z.string().exactOptional(),
  waiver: z.object({ by: z.string(), until: z.string() }).exactOptional(),
});

const promised = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      subject: z.string(),
      lifecycle: z.enum(LIFECYCLES),
      due: z.string().exactOptional(),
      gateDue: z.string().exactOptional(),
      criteria: z.array(criterion),
      milestones: z.array(
        z.object({ title: z.string(), status: z.enum(MILESTONE_STATUSES), due: z.string().exactOptional() }),
      ),
    }),
  ),
  successMetrics: z.array(criterion),
  spend: z.array(z.object({ title: z.string(), amount: z.string() })),
});

/** What was promised last, and by which revision. */
interface LastRecorded {
  readonly promise: Promised;
  readonly revision: string | undefined;
}

/**
 * Records what each new revision of a roadmap promises otherwise: targets, due dates, lifecycles, milestones. It compares with what was
 * last recorded, so that an edit is told also when the server was not running at the time.
 */
export class RoadmapLog {
  readonly #events: EventLog;
  readonly #revisions = new Map<string, string>();

  constructor(events: EventLog) {
    this.#events = events;
  }

  /**
   * Logs what changed since the last recorded revision, and gives those changes. A roadmap that is seen for the first time changes nothing.
   *
   * @throws what the event log throws; the next call tries again
   */
  async record(roadmap: Roadmap, revision: string, at: number): Promise<readonly PromiseChange[]> {
    const { product } = roadmap;
    if (this.#revisions.get(product) === revision) return [];
    const now = promiseOf(roadmap);
    const before = await this.#recorded(product);
    const changes = before === undefined ? [] : promiseChanges(before.promise, now);
    if (before === undefined || changes.length > 0) {
      const common = { product, at };
      const revisions = { revision, ...present({ previous: before?.revision }) };
      await this.#events.append([
        ...changes.map(({ type, item, ...data }) => ({
          ...common,
          item,
          type,
          data: { ...data, ...revisions },
        })),
        { ...common, item: '', type: ROADMAP_RECORDED, data: recordOf(now, revision, changes) },
      ]);
    }
    this.#revisions.set(product, revision);
    return changes;
  }

  async #recorded(product: string): Promise<LastRecorded | undefined> {
    const [last] = await this.#events.events({ product, types: [ROADMAP_RECORDED], limit: 1 });
    const promise = last && promised.safeParse(last.data.promise).data;
    if (last === undefined || promise === undefined) return undefined;
    const { revision } = last.data;
    return { promise, revision: typeof revision === 'string' ? revision : undefined };
  }
}

/** The particulars of an event as others may see them: what is kept for comparing is left out. */
export function publicData({ type, data }: Pick<LoggedEvent, 'type' | 'data'>): LoggedEvent['data'] {
  if (type !== ROADMAP_RECORDED) return data;
  const { promise: _, ...rest } = data;
  return rest;
}

function recordOf(
  promise: Promised,
  revision: string,
  changes: readonly PromiseChange[],
): Record<string, unknown> {
  const gates = promise.items.filter((item) => item.criteria.length > 0).length;
  const sentence =
    changes.length === 0
      ? `The roadmap was recorded: ${count(promise.items.length, 'item')}, ${count(gates, 'gate')}.`
      : `A new revision of the roadmap is in force: ${count(changes.length, 'change')}.`;
  return { sentence, revision, promise };
}

function count(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${n} ${noun}s`;
}
