import type { VerdictState } from '../gate/verdict.ts';
import type { SourceMapping } from '../measure/mapping.ts';
import type { MeasureKind, RecognisedProgram, StoreStatus, StoreUsage } from '../ports.ts';
import type { Roadmap } from '../roadmap/roadmap.ts';

/** Everything that a diagnosis is made of. Whoever gathers it decides nothing; what nobody could find out is absent. */
export interface Facts {
  readonly roadmaps: readonly Roadmap[];
  /** In the order of the configuration. */
  readonly sources: readonly SourceFacts[];
  /** What the store has of each product. */
  readonly evidence: readonly ProductEvidence[];
  /** Absent: nobody could be asked. */
  readonly store?: StoreFacts;
  /** Why what the store knows is missing, one sentence; nothing is amiss where nothing has been started yet. */
  readonly storeTrouble?: { readonly message: string; readonly isAmiss: boolean };
  /** What each preset brings. */
  readonly presets: readonly PresetFacts[];
}

/** A preset, as far as somebody may be told to take it. */
export interface PresetFacts {
  readonly name: string;
  readonly title: string;
  readonly measures: readonly string[];
}

/** A configured source. */
export interface SourceFacts {
  readonly name: string;
  readonly type: string;
  readonly product: string;
  /** Names of its presets. */
  readonly presets: readonly string[];
  /** Absent for a kind that brings no measures. */
  readonly mapping?: SourceMapping;
  /** Measures that it owns, those that are made of its tokens included; what it only compares is not among them. Absent: not known. */
  readonly brings?: readonly string[];
  /** As a running server has it. */
  readonly standing?: SourceStanding;
  /** What it shows when it is looked at; absent: it was not, or it cannot be (what sends by itself). */
  readonly sight?: Sight;
  /** Of the tokens that it shows, and that are to be priced: those of models without a price, largest first. */
  readonly priceless?: readonly ModelTokens[];
}

/** How a source fares at a server. */
export interface SourceStanding {
  /** `unknown`: the server does not have it. */
  readonly state: 'unknown' | 'waiting' | 'ok' | 'failing' | 'stale';
  /** Unix ms. */
  readonly lastSuccessAt?: number;
  readonly lastError?: string;
  readonly warnings: readonly string[];
  /** Samples that could not be taken since start, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Label sets that went to an overflow series since start. */
  readonly overflowed: number;
  /** Of what sends by itself: programs that show themselves in what has arrived. */
  readonly recognised?: readonly RecognisedProgram[];
}

/** What a source shows at one moment. */
export interface Sight {
  /** Each address that was asked, and what is wrong with it. */
  readonly targets: readonly { readonly address: string; readonly trouble?: string }[];
  /** Targets that were left out, because there are more than are asked. */
  readonly leftOut: number;
  /** How many names of metrics there are. */
  readonly metricCount: number;
  /** Programs that show themselves by their metrics. */
  readonly recognised: readonly RecognisedPreset[];
  /** What the mapping makes of what is there. */
  readonly measures: readonly SeenMeasure[];
  /** Metrics of the source's own lines that are not there, but for those of which it has another one for the same measure. */
  readonly absent: readonly AbsentMetric[];
  /** Mapped metrics that cannot be what they are mapped to. */
  readonly refused: readonly { readonly metric: string; readonly measure: string; readonly why: string }[];
  /** Models with tokens of which this source's own cost knows nothing, largest first. */
  readonly costless: readonly ModelTokens[];
  /** Tokens by model, as the source shows them, largest first. */
  readonly tokens: readonly ModelTokens[];
}

export interface RecognisedPreset {
  readonly name: string;
  readonly title: string;
  /** Some metrics by which it is known. */
  readonly metrics: readonly string[];
  /** The source names it. */
  readonly isNamed: boolean;
  /** The source maps some of its metrics by itself. */
  readonly isMapped: boolean;
  readonly measures: readonly string[];
}

export interface AbsentMetric {
  readonly metric: string;
  readonly measures: readonly string[];
  /** A name that is there and nearly the same. */
  readonly nearest?: string;
}

/** A measure, as a source shows it at one moment: what its counters stand at since their processes began. */
export interface SeenMeasure {
  readonly measure: string;
  /** As the source calls it. */
  readonly metric: string;
  readonly kind: MeasureKind;
  readonly places: readonly Place[];
  /** Labels of its raw series. */
  readonly labels: readonly string[];
  /** Of a distribution with explicit buckets: where any of its histograms' buckets end, ascending, in the measure's unit, without infinity. */
  readonly bounds?: readonly (readonly number[])[];
  /** Of targets that name themselves: what each stands at. */
  readonly instances: readonly { readonly instance: string; readonly n: number }[];
}

/** How much there is for an item in an environment: a counter's total, observations, samples of a gauge. */
export interface Place {
  /** `''`: no rule attributes it. */
  readonly item: string;
  readonly environment: string;
  readonly n: number;
}

export interface ModelTokens {
  /** `''` when nobody said. */
  readonly model: string;
  readonly tokens: number;
}

/** What the store has of a product: of the last 28 days. */
export interface ProductEvidence {
  readonly product: string;
  readonly measures: readonly StoredMeasure[];
  /** Every criterion of a gate, and of the success metrics (whose item is `''`), as judged last. */
  readonly criteria: readonly { readonly item: string; readonly verdict: CriterionStanding }[];
  /** Datasets of its evaluation runs. */
  readonly datasets: readonly string[];
  readonly traffic: TrafficFacts;
  readonly pricing: PricingFacts;
  /** What sources bring only to be compared, beside the owner of the measure. */
  readonly compared: readonly ComparedTotals[];
}

/** A criterion as judged last, as far as a diagnosis asks. */
export interface CriterionStanding {
  readonly text: string;
  readonly state: VerdictState;
  readonly reason: string;
  readonly sentence: string;
  readonly outlook?:
    | {
        readonly more?: number | undefined;
        readonly outgrows?: true | undefined;
      }
    | undefined;
  readonly actual?:
    | {
        readonly n: number;
        readonly from: number;
        readonly to: number;
        readonly coverage: number;
        /** Without `upper`: the last one. */
        readonly bucket?: { readonly lower: number; readonly upper?: number | undefined } | undefined;
      }
    | undefined;
}

export interface StoredMeasure {
  readonly measure: string;
  readonly kind: MeasureKind;
  readonly places: readonly Place[];
  /** Labels that its series have kept. */
  readonly labels: readonly string[];
  /** Unix ms; absent: not within the 28 days. */
  readonly lastObservedAt?: number | undefined;
}

/** Production requests of the last 24 hours; of 28 days where there were none. */
export interface TrafficFacts {
  readonly total: number;
  readonly unattributed: number;
  readonly ofLastDay: boolean;
}

/** Tokens of the last 24 hours; of 28 days where there were none. */
export interface PricingFacts {
  readonly priced: number;
  /** Largest first. */
  readonly unpriced: readonly ModelTokens[];
  readonly ofLastDay: boolean;
}

/** Production totals over the days on which both were there. */
export interface ComparedTotals {
  readonly source: string;
  readonly measure: string;
  readonly days: number;
  /** What counts. */
  readonly owned: number;
  /** What is beside it. */
  readonly compared: number;
}

export interface StoreFacts {
  readonly kind: string;
  readonly status: StoreStatus;
  readonly usage?: StoreUsage;
}
