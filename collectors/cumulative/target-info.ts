import { labelOf } from '../../core/measure/label-conditions.ts';
import type { Labels } from '../../core/measure/series.ts';
import type { Moment, Slot } from './slot.ts';

/**
 * The metric that carries a resource's attributes (`service_version`, `deployment_environment_name`) for all series of the same `job` and
 * `instance`. @see OpenMetrics 1.0, "Supporting target metadata"; OpenTelemetry, "Prometheus and OpenMetrics compatibility"
 */
export const TARGET_INFO = 'target_info';

/** Beyond this many a target speaks for more resources than anybody asks about. */
const MOST_RESOURCES = 10_000;

/** What a target says of the resources that it speaks for: labels that their series have beside their own. */
export class TargetInfos {
  readonly #byResource = new Map<string, { readonly labels: Labels; readonly text: string }>();
  #revision = 0;

  /** Goes up with everything that changes. */
  get revision(): number {
    return this.#revision;
  }

  /** The labels that a series gets: those of its own job and instance; of the only resource where series do not name theirs. */
  of(labels: Labels): Labels | undefined {
    const [only] = this.#byResource.size === 1 ? this.#byResource.values() : [];
    const own = this.#byResource.get(resourceOf(labels));
    return (own ?? (namesResource(labels) ? undefined : only))?.labels;
  }

  tell(labels: Labels): void {
    const resource = resourceOf(labels);
    const text = JSON.stringify(labels);
    if (this.#byResource.get(resource)?.text === text) return;
    if (!this.#byResource.has(resource) && this.#byResource.size >= MOST_RESOURCES) return;
    this.#byResource.set(resource, { labels, text });
    this.#revision += 1;
  }
}

/** Where a sample of `target_info` goes. */
export class TargetInfoSlot implements Slot {
  readonly stream = undefined;
  readonly also = undefined;
  readonly #infos: TargetInfos;
  readonly #labels: Labels;

  constructor(infos: TargetInfos, labels: Labels) {
    this.#infos = infos;
    this.#labels = labels;
  }

  put(value: number, _moment: Moment): void {
    if (value === 1) this.#infos.tell(this.#labels);
  }
}

function resourceOf(labels: Labels): string {
  return JSON.stringify([labelOf(labels, 'job'), labelOf(labels, 'instance')]);
}

function namesResource(labels: Labels): boolean {
  return labelOf(labels, 'job') !== '' || labelOf(labels, 'instance') !== '';
}
