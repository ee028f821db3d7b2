import { Gauge, type Registry } from 'prom-client';
import { type CriterionVerdict, type GateVerdict, VERDICTS } from '../../../core/gate/verdict.ts';
import { endOfDate } from '../../../core/time/calendar.ts';
import type { GateBoard, RoadmapCatalogue } from '../read-models.ts';
import { judgedCriteria } from './judged-criteria.ts';

/** What verdicts are read from. */
export interface JudgedWorld {
  readonly gates: GateBoard;
  readonly roadmaps: RoadmapCatalogue;
}

const GATE = ['product', 'item'] as const;
const CRITERION = ['product', 'item', 'signal', 'criterion'] as const;

/**
 * Every verdict as a metric: one series a state, 1 for the one it is in, as Prometheus' own guidance for state sets (OpenMetrics 1.0,
 * StateSet). A criterion's series is named by what it speaks of, so that a moved target moves a line and does not begin a new one.
 */
export function registerGateMetrics(registry: Registry, world: JudgedWorld): void {
  registerStates(registry, world);
  registerGateNumbers(registry, world);
  registerCriterionNumbers(registry, world);
  registerCriterionInfo(registry, world);
}

function registerStates(registry: Registry, world: JudgedWorld): void {
  const registers = [registry];
  new Gauge({
    name: 'gateline_gate_state',
    help: 'The state that the gate is in: 1 for that one, 0 for the others.',
    labelNames: [...GATE, 'state'],
    registers,
    collect() {
      this.reset();
      for (const gate of allGates(world)) {
        for (const state of VERDICTS) this.set({ ...gateLabels(gate), state }, gate.state === state ? 1 : 0);
      }
    },
  });
  new Gauge({
    name: 'gateline_criterion_state',
    help: 'The state that the criterion is in: 1 for that one, 0 for the others. item="" is a success metric of the product.',
    labelNames: [...CRITERION, 'state'],
    registers,
    collect() {
      this.reset();
      for (const { labels, verdict } of judgedCriteria(world)) {
        for (const state of VERDICTS) this.set({ ...labels, state }, verdict.state === state ? 1 : 0);
      }
    },
  });
}

interface NumberOf<T> {
  readonly name: string;
  readonly help: string;
  /** `undefined`: there is no such number, and no series. */
  readonly of: (from: T) => number | undefined;
}

const GATE_NUMBERS: readonly NumberOf<GateVerdict & { readonly zone: string }>[] = [
  {
    name: 'gateline_gate_waived',
    help: '1 when at least one criterion of the gate is waived.',
    of: ({ waived }) => Number(waived),
  },
  {
    name: 'gateline_gate_due_timestamp_seconds',
    help: "When the gate's due date is over in the roadmap's zone; absent without one.",
    of: ({ due, zone }) => (due === undefined ? undefined : endOfDate(due, zone) / 1000),
  },
  {
    name: 'gateline_gate_since_timestamp_seconds',
    help: 'Since when the gate has been in its state.',
    of: ({ since }) => since / 1000,
  },
  {
    name: 'gateline_gate_judged_timestamp_seconds',
    help: 'When the gate was last judged. Its age is time() minus this.',
    of: ({ judgedAt }) => judgedAt / 1000,
  },
  {
    name: 'gateline_gate_regressed',
    help: '1 while a gate that passed and was shipped fails by what was met then; absent where nobody recorded that it was shipped.',
    of: ({ shipped, regressed }) => (shipped === undefined ? undefined : Number(regressed !== undefined)),
  },
  {
    name: 'gateline_ungated_traffic_ratio',
    help: "Share of the product's production requests of the last 24 hours that a version serves whose gate never passed; 0 for every other gate.",
    of: ({ ungated }) => ungated?.share ?? 0,
  },
];

function registerGateNumbers(registry: Registry, world: JudgedWorld): void {
  for (const { name, help, of } of GATE_NUMBERS) {
    new Gauge({
      name,
      help,
      labelNames: GATE,
      registers: [registry],
      collect() {
        this.reset();
        for (const gate of allGates(world)) {
          const zone = world.roadmaps.current(gate.product)?.roadmap.zone ?? 'UTC';
          setIfKnown(this, gateLabels(gate), of({ ...gate, zone }));
        }
      },
    });
  }
}

const OWN_UNIT = "in its signal's own unit (shares 0 to 1, seconds, money)";

const CRITERION_NUMBERS: readonly NumberOf<CriterionVerdict>[] = [
  {
    name: 'gateline_criterion_actual',
    help: `The actual that decided the criterion, ${OWN_UNIT}; absent without data.`,
    of: ({ actual }) => actual?.value,
  },
  {
    name: 'gateline_criterion_actual_lower',
    help: 'The lower bound of the actual; absent where it is open.',
    of: ({ actual }) => actual?.lower,
  },
  {
    name: 'gateline_criterion_actual_upper',
    help: 'The upper bound of the actual; absent where it is open.',
    of: ({ actual }) => actual?.upper,
  },
  {
    name: 'gateline_criterion_target',
    help: `The criterion's target, ${OWN_UNIT}; of a relative one, what it comes to now.`,
    of: ({ target }) => target,
  },
  {
    name: 'gateline_criterion_sample_size',
    help: 'What the actual is made of: requests, graded answers, items; absent where that is not known.',
    of: ({ actual }) => (actual?.n === 0 && actual.value !== undefined ? undefined : actual?.n),
  },
  {
    name: 'gateline_criterion_observed_timestamp_seconds',
    help: 'When the actual was last observed, or its evaluation run ended.',
    of: ({ actual }) => (actual?.observedAt === undefined ? undefined : actual.observedAt / 1000),
  },
  {
    name: 'gateline_criterion_waived',
    help: '1 while a miss of the criterion is waived.',
    of: ({ waiver }) => Number(waiver !== undefined),
  },
];

function registerCriterionNumbers(registry: Registry, world: JudgedWorld): void {
  for (const { name, help, of } of CRITERION_NUMBERS) {
    new Gauge({
      name,
      help,
      labelNames: CRITERION,
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, verdict } of judgedCriteria(world)) setIfKnown(this, labels, of(verdict));
      },
    });
  }
}

function registerCriterionInfo(registry: Registry, world: JudgedWorld): void {
  new Gauge({
    name: 'gateline_criterion_info',
    help: 'Always 1; the labels tell how the criterion is written now, and which way it compares.',
    labelNames: [...CRITERION, 'text', 'op', 'advisory'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, verdict } of judgedCriteria(world)) {
        const { text, op = '', advisory } = verdict;
        this.set({ ...labels, text, op, advisory: String(advisory) }, 1);
      }
    },
  });
}

function allGates({ gates, roadmaps }: JudgedWorld): readonly GateVerdict[] {
  return roadmaps.products().flatMap((product) => gates.gates(product));
}

function gateLabels({ product, item }: GateVerdict) {
  return { product, item };
}

function setIfKnown(gauge: Gauge, labels: Record<string, string>, value: number | undefined): void {
  if (value !== undefined && Number.isFinite(value)) gauge.set(labels, value);
}
