import { Intake } from './cumulative/intake.ts';
import type { IntakeRules } from './cumulative/target-memory.ts';
import { type IntakeDeps, type PulledFields, pricesOf } from './source.ts';
import { sourceMapping } from './source-mapping.ts';

const GAUGE_REACH_MS = 5 * 60_000;

/** The intake of a source that Gateline reads by itself. @param rules what this kind of source does differently */
export function intakeOf(config: PulledFields, deps: IntakeDeps, rules: Partial<IntakeRules> = {}): Intake {
  const prices = pricesOf(config, deps);
  return new Intake({
    source: config.name,
    mapping: sourceMapping(config, { priced: prices !== undefined }),
    store: deps.store,
    clock: deps.clock,
    monitor: deps.monitor,
    prices,
    rules: {
      maxSampleAgeMs: config.max_sample_age,
      startCreditMs: config.max_sample_age,
      countersRestartWithProcess: config.counters_restart_with_process,
      maxLabelAgeMs: config.max_label_age,
      gaugeReachMs: Math.max(GAUGE_REACH_MS, 2.5 * config.interval),
      ...rules,
    },
  });
}
