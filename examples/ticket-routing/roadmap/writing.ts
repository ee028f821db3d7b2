import { Temporal } from 'temporal-polyfill';
import type { QuarterDay, Timeline } from '../timeline.ts';

/** A milestone of the example: when it is due, and how many days later (or earlier) it was done. */
export interface PlannedMilestone {
  readonly title: string;
  /** A team. */
  readonly owner: string;
  readonly due: QuarterDay;
  /** Days from due to done. */
  readonly slip?: number;
  readonly link?: string;
  /** It waits for something else and is not done when its day comes. */
  readonly blocked?: boolean;
}

/** Where the example's documents would be. */
export const WIKI = 'https://wiki.example.com/ticket-routing';

/** Work on a milestone begins so many days before it is due. */
const WORK_DAYS = 35;

/** Writes dates and milestones of a roadmap as YAML, as they stand on the timeline's today. */
export class RoadmapWriter {
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** A calendar date. */
  date(...[quarter, day]: QuarterDay): string {
    return this.#timeline.date(quarter, day);
  }

  /** The last day of a quarter. */
  endOf(quarter: QuarterDay[0]): string {
    return this.#timeline.endOf(quarter);
  }

  /** A list of milestones, each line moved in by `indent` spaces. */
  milestones(indent: number, planned: readonly PlannedMilestone[]): string {
    const pad = ' '.repeat(indent);
    const lines = planned.flatMap((milestone) => this.#milestone(milestone));
    return lines.map((line) => `${pad}${line}`).join('\n');
  }

  #milestone({ title, owner, due, slip = 0, link, blocked = false }: PlannedMilestone): string[] {
    const dueOn = Temporal.PlainDate.from(this.date(...due));
    const doneOn = dueOn.add({ days: slip }).toString();
    const isDone = !blocked && doneOn <= this.#timeline.today;
    return [
      `- title: ${title}`,
      `  owner: ${owner}`,
      `  due: ${dueOn.toString()}`,
      `  status: ${blocked ? 'blocked' : isDone ? 'done' : this.#openStatus(dueOn)}`,
      ...(isDone ? [`  done: ${doneOn}`] : []),
      ...(link === undefined ? [] : [`  link: ${link}`]),
    ];
  }

  #openStatus(due: Temporal.PlainDate): string {
    return due.subtract({ days: WORK_DAYS }).toString() <= this.#timeline.today ? 'in-progress' : 'planned';
  }
}
