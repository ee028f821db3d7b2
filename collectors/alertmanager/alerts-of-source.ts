import { type Alert, byUrgency, type Silence } from '../../core/alert/alert.ts';
import { compileWhere, labelOf } from '../../core/measure/label-conditions.ts';
import { compileValue, type LabelValue } from '../../core/measure/label-value.ts';
import type { Labels } from '../../core/measure/series.ts';
import type { RawAlert } from './raw-alert.ts';
import type { AlertmanagerSource } from './schema.ts';

const DEFAULT_ENVIRONMENT = 'production';

/** What a source makes of alerts: which are its product's, whom they are about, how grave they are and what to do. */
export class AlertsOfSource {
  readonly #config: AlertmanagerSource;
  readonly #matches: (labels: Labels) => boolean;
  readonly #item: LabelValue;
  readonly #environment: LabelValue;

  constructor(config: AlertmanagerSource) {
    this.#config = config;
    this.#matches = compileWhere(config.match);
    const { item, environment, zone = 'UTC' } = config.attribution;
    this.#item = compileValue(item, zone);
    this.#environment = compileValue(environment, zone);
  }

  /** Whether an alert is the product's. */
  owns({ labels }: Pick<RawAlert, 'labels'>): boolean {
    return this.#matches(labels);
  }

  /** @param silences all that are in force, by their id */
  alert(raw: RawAlert, silences: ReadonlyMap<string, Silence>): Alert {
    const { fingerprint, labels, annotations, startsAt, generatorUrl, silencedBy, inhibited } = raw;
    const { name: source, severity_label } = this.#config;
    const runbook = this.#firstAddress(annotations);
    const origin = webAddress(generatorUrl);
    return {
      source,
      fingerprint,
      name: labelOf(labels, 'alertname') || 'unnamed',
      severity: labelOf(labels, severity_label),
      summary: firstOf(annotations, this.#config.summary_annotations),
      description: firstOf(annotations, this.#config.description_annotations),
      ...(runbook === undefined ? {} : { runbook }),
      ...(origin === undefined ? {} : { origin }),
      item: this.#item.of(labels, startsAt) ?? '',
      environment: this.#environment.of(labels, startsAt) ?? DEFAULT_ENVIRONMENT,
      labels,
      startsAt,
      silences: silencedBy.map((id) => silences.get(id) ?? unknownSilence(id)),
      inhibited,
    };
  }

  /** The most urgent ones, as many as the source may have. */
  bounded(alerts: readonly Alert[]): { readonly alerts: readonly Alert[]; readonly leftOut: number } {
    const { max_alerts } = this.#config;
    if (alerts.length <= max_alerts) return { alerts, leftOut: 0 };
    return {
      alerts: [...alerts].sort(byUrgency).slice(0, max_alerts),
      leftOut: alerts.length - max_alerts,
    };
  }

  /** Whether a silence may keep alerts of the product quiet: what it says of labels does not contradict what the product's have. */
  mayConcern({ matchers }: Silence): boolean {
    return matchers
      .filter(({ operator }) => operator === '=')
      .every(({ label, value }) => {
        const condition = this.#config.match[label];
        return condition === undefined || compileWhere({ [label]: condition })({ [label]: value });
      });
  }

  #firstAddress(annotations: Labels): string | undefined {
    const texts = this.#config.runbook_annotations.map((name) => labelOf(annotations, name));
    return texts.map(webAddress).find((address) => address !== undefined);
  }
}

/** The Alertmanager says that it is silenced, and its list of silences does not have it (yet). */
function unknownSilence(id: string): Silence {
  return { id, by: '', comment: '', startsAt: 0, endsAt: 0, matchers: [] };
}

function firstOf(texts: Labels, names: readonly string[]): string {
  return names.map((name) => labelOf(texts, name).trim()).find((text) => text !== '') ?? '';
}

/** An address that may become a link: http(s), and no credentials in it. */
export function webAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  const { href, username, password } = new URL(trimmed);
  return username === '' && password === '' ? href : undefined;
}
