import type { FuzzTarget } from './target.ts';
import { alertmanagerTargets } from './targets/alertmanager.ts';
import { evaluationTargets } from './targets/evaluations.ts';
import { expositionTargets } from './targets/expositions.ts';
import { historyFileTarget } from './targets/history-file.ts';
import { otlpTargets } from './targets/otlp.ts';
import { priceTargets } from './targets/prices.ts';
import { prometheusApiTarget } from './targets/prometheus-api.ts';
import { targetFileTarget } from './targets/target-file.ts';

/** Every decoder that reads what others send. A new one is fuzzed by its line here. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...expositionTargets,
  prometheusApiTarget,
  targetFileTarget,
  historyFileTarget,
  ...priceTargets,
  ...alertmanagerTargets,
  ...evaluationTargets,
  ...otlpTargets,
];
