import { EvaluationReader } from '../collectors/evaluations/apart/evaluation-reader.ts';
import { EvaluationFolder } from '../collectors/evaluations/folder/evaluation-folder.ts';
import type { EvaluationsSource } from '../collectors/evaluations/folder/schema.ts';
import { ImportDoor } from '../collectors/evaluations/import-door.ts';
import { EvaluationIntake } from '../collectors/evaluations/intake.ts';
import type { SourceDeps } from '../collectors/source.ts';
import type { Collector } from '../core/ports.ts';
import type { EvaluationDoor } from './http/evaluation-door.ts';
import type { Domain } from './runtime/domain.ts';

/** Where evaluation runs come in. */
export interface OpenEvaluations {
  /** For what is sent. */
  readonly door: EvaluationDoor;
  /** Collectors of folders, each known to the board and ready to be scheduled. */
  watch(folders: readonly EvaluationsSource[], deps: SourceDeps): readonly Collector[];
}

/** One intake and one process that reads, whoever brings runs. What is opened is closed with `started`. */
export function openEvaluations(domain: Domain, started: AsyncDisposableStack): OpenEvaluations {
  const { store, events, clock, roadmaps, redaction, evaluation, sources } = domain;
  const known = {
    store,
    events,
    clock,
    products: () => roadmaps.products(),
    items: (product: string) => roadmaps.current(product)?.roadmap.items.map(({ id }) => id),
    redact: redaction.redact,
  };
  const intake = new EvaluationIntake(known);
  const reader = new EvaluationReader();
  started.defer(() => reader.close());
  const judge = (product: string) => evaluation.run(undefined, product);
  return {
    door: new ImportDoor({ ...known, intake, reader, judge }),
    watch: (folders, deps) =>
      folders.map((source) => {
        const { name, product, interval: intervalMs, folder: address } = source;
        sources.register({ name, product, intervalMs, kind: 'evaluations', address });
        return new EvaluationFolder(source, { ...deps, intake, reader });
      }),
  };
}
