import type { Signal } from '../signal/signal.ts';
import type { Criterion, Waiver } from './criterion.ts';

export const TRACKS = ['data', 'models', 'features', 'infrastructure'] as const;
export type Track = (typeof TRACKS)[number];

export const LIFECYCLES = ['planned', 'candidate', 'staging', 'rollout', 'live', 'retired'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

export const MILESTONE_STATUSES = ['planned', 'in-progress', 'done', 'blocked', 'dropped'] as const;
export type MilestoneStatus = (typeof MILESTONE_STATUSES)[number];

/** A calendar date of the roadmap's zone: `2026-11-23`. */
export type CalendarDate = string;

export interface Milestone {
  readonly title: string;
  /** A team or role. */
  readonly owner?: string;
  readonly due?: CalendarDate;
  readonly status: MilestoneStatus;
  /** When it was done, if it is. */
  readonly done?: CalendarDate;
  readonly link?: string;
}

/** A criterion in its place: the gate's own numbering is the order in the file. */
export interface GateCriterion {
  readonly criterion: Criterion;
  readonly waiver?: Waiver;
  /** Where it stands in the file, for messages and links; 1-based. */
  readonly line: number;
}

/** What an item must meet before it ships. */
export interface Gate {
  /** The gate in the team's words, as the template's bold line has it. */
  readonly title?: string;
  readonly due?: CalendarDate;
  readonly criteria: readonly GateCriterion[];
}

/** What a user gets while a version serves the feature. */
export interface Experience {
  readonly version: string;
  readonly text: string;
}

export interface Item {
  /** Unique in the roadmap: `v2`, `auto-draft`. */
  readonly id: string;
  readonly title: string;
  readonly track: Track;
  readonly lifecycle: Lifecycle;
  readonly description?: string;
  readonly owner?: string;
  readonly start?: CalendarDate;
  readonly due?: CalendarDate;
  /** Ids of items that must be there first. */
  readonly needs: readonly string[];
  readonly milestones: readonly Milestone[];
  readonly gate?: Gate;
  /** Features: it can ship with deterministic logic before its model does. */
  readonly deterministicFirst?: boolean;
  /** Features: the flag that rolls it out. */
  readonly flag?: string;
  readonly experience: readonly Experience[];
}

export interface Objective {
  readonly title: string;
  readonly measure?: string;
  readonly target?: string;
}

/** What success means for the whole product; a criterion makes it measurable. */
export interface SuccessMetric {
  readonly title: string;
  readonly criterion?: GateCriterion;
}

/** An amount of money per calendar period and scope. */
export interface SpendLimit {
  readonly title: string;
  readonly amount: number;
  readonly currency: string;
  readonly period: 'day' | 'month' | 'quarter';
  /** Only this version's cost; absent: the whole product's. */
  readonly item?: string;
  readonly environment: string;
  /** Where the on-call engineer finds what to do. */
  readonly runbook?: string;
  /** Whom to tell. */
  readonly contact?: string;
}

/** One arm of an experiment: a version, or one of its builds, and the share of the units that it is to get. */
export interface ExperimentArm {
  readonly version: string;
  readonly build?: string;
  /** Of all arms together, 0…1; they add up to 1. */
  readonly share: number;
}

/** Two or more versions that users get by chance, to be compared (an A/B test). */
export interface Experiment {
  readonly id: string;
  readonly title?: string;
  readonly arms: readonly ExperimentArm[];
  /** By what is drawn who gets which arm: `request`, `customer`. */
  readonly unit: string;
  /** The counter of units that were assigned; `undefined` where nothing counts them. */
  readonly countedBy?: string;
  readonly from: CalendarDate;
  /** Its last day; absent: it goes on. */
  readonly to?: CalendarDate;
}

/** One product's promise; one YAML file. */
export interface Roadmap {
  readonly product: string;
  readonly name: string;
  readonly vision?: string;
  readonly capability?: string;
  /** IANA time zone of its days, months and quarters. */
  readonly zone: string;
  /** First month of the fiscal year, 1…12. */
  readonly fiscalYearStart: number;
  /** ISO code of the currency that `cost_usd` and spend are shown in. */
  readonly currency: string;
  readonly buildOrBuy?: { readonly decision: string; readonly why?: string; readonly link?: string };
  readonly successMetrics: readonly SuccessMetric[];
  readonly objectives: readonly Objective[];
  readonly spend: readonly SpendLimit[];
  /** Absent: none. */
  readonly experiments?: readonly Experiment[];
  /** The catalogue with the roadmap's own signals added, by name. */
  readonly signals: Readonly<Record<string, Signal>>;
  readonly items: readonly Item[];
  /** Runbook and contact of the on-call page when nothing more specific is given. */
  readonly onCall?: { readonly runbook?: string; readonly contact?: string };
}

/** What is wrong with a roadmap (or any file of ours), with its place and a way out. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** One sentence: what was read and what was expected. */
  readonly message: string;
  /** The nearest known name or the corrected text, when there is one. */
  readonly suggestion?: string;
  /** What was read there, as it stands in the file. */
  readonly read?: string;
  /** What was expected instead, as a noun phrase. */
  readonly expected?: string;
  /** How many columns it spans, for marking the place; absent: 1. */
  readonly length?: number;
}
