import type { Labels } from '../measure/series.ts';

/** Somebody keeps alerts quiet for a while. */
export interface Silence {
  readonly id: string;
  /** Whoever made it. */
  readonly by: string;
  readonly comment: string;
  /** Unix ms. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** All of them must hold for an alert to be kept quiet. */
  readonly matchers: readonly SilenceMatcher[];
}

export interface SilenceMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** As people write it: `service="router"`. */
export function matcherText({ label, operator, value }: SilenceMatcher): string {
  return `${label}${operator}${JSON.stringify(value)}`;
}

/** An alert that fires, as its Alertmanager tells it. */
export interface Alert {
  /** Name of the configured source. */
  readonly source: string;
  /** What the Alertmanager knows it by: a hash of its labels. */
  readonly fingerprint: string;
  /** Its `alertname`. */
  readonly name: string;
  /** As its label says; `''` when it says none. */
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
  /** Only an http(s) address. */
  readonly runbook?: string;
  /** What raised it: a query of Prometheus. Only an http(s) address. */
  readonly origin?: string;
  /** The item of the roadmap that it is about; `''` when no rule says. */
  readonly item: string;
  readonly environment: string;
  readonly labels: Labels;
  /** Since when it fires, Unix ms. */
  readonly startsAt: number;
  /** Those that keep it quiet now. */
  readonly silences: readonly Silence[];
  /** Kept quiet by another alert, or at this time of the week. */
  readonly inhibited: boolean;
}

/** Whether an alert is to be heard: neither silenced nor inhibited. */
export function isAudible({ silences, inhibited }: Alert): boolean {
  return silences.length === 0 && !inhibited;
}

/** How grave an alert is: what wakes somebody, what is to be looked at, what is only told. */
export type Gravity = 'critical' | 'warning' | 'info';

/** Words that are used in the field (Prometheus' and kube-prometheus' rules, PagerDuty, Opsgenie, syslog). */
const CRITICAL = ['critical', 'page', 'emergency', 'fatal', 'error', 'high', 'major', 'alert', 'p1', 'sev1'];
const INFO = ['info', 'information', 'informational', 'none', 'low', 'notice', 'debug', 'p4', 'p5'];

/** What is neither grave nor harmless is a warning, and so is what does not say. */
export function gravityOf({ severity }: Pick<Alert, 'severity'>): Gravity {
  const word = severity.toLowerCase();
  if (CRITICAL.includes(word)) return 'critical';
  return INFO.includes(word) ? 'info' : 'warning';
}

const RANK: Readonly<Record<Gravity, number>> = { critical: 0, warning: 1, info: 2 };

/** What is to be heard before what is kept quiet, the gravest first, then the newest. */
export function byUrgency(a: Alert, b: Alert): number {
  return (
    Number(isAudible(b)) - Number(isAudible(a)) ||
    RANK[gravityOf(a)] - RANK[gravityOf(b)] ||
    b.startsAt - a.startsAt ||
    (a.name < b.name ? -1 : 1)
  );
}
