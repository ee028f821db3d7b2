import type { AlertChange } from '../../core/alert/alert-changes.ts';
import type { WriteBatch } from '../../core/ports.ts';
import type { PromiseChange } from '../../core/roadmap/promise/changes.ts';
import type { ConditionChange } from '../evaluation/condition-log.ts';
import type { VerdictChange } from '../evaluation/verdict-change.ts';
import type { StreamEvent } from '../http/contract/stream.ts';
import type { StreamHub } from '../http/stream/stream-hub.ts';
import type { Log } from '../log.ts';
import type { RoadmapChange } from '../roadmap-file/roadmap-files.ts';
import { formatProblem } from '../yaml/format-problem.ts';

/** Tells pages and the log what has happened elsewhere in the server. */
export class News {
  readonly #hub: StreamHub;
  readonly #log: Log;
  readonly #now: () => number;

  constructor(hub: StreamHub, log: Log, now: () => number) {
    this.#hub = hub;
    this.#log = log;
    this.#now = now;
  }

  /** A batch of a source was committed. Evaluation runs name their product themselves: they may come from no source of the configuration. */
  committed(batch: WriteBatch, product: string | undefined): void {
    const evaluated = (batch.evaluations ?? []).map((run) => run.product);
    const own = product !== undefined && brings(batch) ? [product] : [];
    for (const of of new Set([...own, ...evaluated])) this.#hub.actualsCommitted(of);
    for (const { product: of, breaker, state } of batch.breakers ?? []) {
      this.#hub.publish({ type: 'breaker', at: this.#now(), product: of, breaker, state });
    }
  }

  /** A gate or a criterion has another state. */
  verdict({ product, item, at, of, criterion, from, to, sentence }: VerdictChange): void {
    const event: StreamEvent = {
      type: 'verdict',
      at,
      product,
      item,
      from: from ?? '',
      to,
      ...(criterion === undefined ? {} : { criterion }),
    };
    this.#hub.publish(event);
    if (of === 'gate') this.#log.info({ product, item, from, to }, sentence);
  }

  /** Something regressed, or serves ungated; or no longer does. */
  condition({ product, item, type, state, sentence }: ConditionChange): void {
    this.#log[state === 'began' ? 'warn' : 'info']({ product, item, type, state }, sentence);
  }

  /** An alert fires, is over, or is kept quiet. */
  alert(product: string, { type: change, alert: { name }, sentence }: AlertChange, at: number): void {
    this.#hub.publish({ type: 'alert', at, product, alert: name, change });
    this.#log.info({ product, change }, sentence);
  }

  /** A new revision of a roadmap promises something otherwise. */
  promise(product: string, { item, type, sentence }: PromiseChange): void {
    this.#log.info({ product, item, type }, sentence);
  }

  /** A roadmap file was changed, for good or bad. */
  roadmap({ product, file, replaced, problems }: RoadmapChange, revision: string | undefined): void {
    const errors = problems.filter((problem) => problem.severity === 'error');
    for (const error of errors) this.#log.error({ file }, formatProblem(error));
    if (errors.length > 0)
      this.#log.warn({ file }, 'the roadmap has errors; the last good one stays in force');
    else if (replaced) this.#log.info({ file, product, revision }, 'the roadmap is in force');
    if (product === undefined) return;
    this.#hub.publish({
      type: 'roadmap',
      at: this.#now(),
      product,
      revision: revision ?? '',
      problems: problems.length,
    });
  }
}

/** Whether a batch changes any actual; a collector's memory alone does not. */
function brings({
  counters,
  distributions,
  gauges,
  observations,
  breakers,
  evaluations,
}: WriteBatch): boolean {
  return [counters, distributions, gauges, observations, breakers, evaluations].some(
    (list) => (list?.length ?? 0) > 0,
  );
}
