/** The lines that bring an empty view to life; a test reads each of them with the reader of the real files. */

/** Roadmap: a version with a gate. */
export const A_VERSION = `models:
  - id: v1
    title: First version
    lifecycle: candidate
    gate:
      due: 2027-03-31
      criteria:
        - accuracy >= 85% on evaluation of golden-set
        - latency_p99 < 2s`;

/** Roadmap: an item with milestones. */
export const AN_ITEM = `data:
  - id: labelled-data
    title: 5,000 labelled examples
    lifecycle: rollout
    due: 2027-03-31
    milestones:
      - title: Label 5,000 tickets by category
        owner: data
        due: 2027-03-15
        status: in-progress`;

/** Roadmap: a spend limit. */
export const A_LIMIT = `spend:
  - title: Model spend
    amount: $5,000
    period: month`;

/** gateline.yaml: a source. */
export const A_SOURCE = `sources:
  - type: scrape
    name: service
    product: my-product
    targets: [http://127.0.0.1:9464/metrics]
    attribution:
      item: { label: version }
    metrics:
      - { metric: http_requests_total, measure: requests }`;

/** gateline.yaml: where alerts come from. */
export const AN_ALERTMANAGER = `sources:
  - type: alertmanager
    name: alertmanager
    product: my-product
    url: http://127.0.0.1:9093
    match: { service: my-service }`;

/** gateline.yaml, at a source: a circuit breaker. */
export const A_BREAKER = `breakers:
  - metric: circuit_breaker_state
    name: { label: breaker }
    values: { "0": closed, "1": half-open, "2": open }`;

/** A file in `dashboards/`. */
export const A_WALL = `id: main
title: My product
rotate: 20s
screens:
  - title: Now
    tiles:
      - { show: sentence }
      - { show: signal, item: v1, signal: latency_p99 }
      - { show: gate, item: v1 }`;
