import type { Timeline } from '../timeline.ts';
import { WIKI } from './writing.ts';

/** What the product is for, how its success shows, what it may cost and who is called when it does not work. */
export function productPart(timeline: Timeline): string {
  const { zone } = timeline;
  return `product: ticket-routing
name: Support ticket routing
zone: ${zone}
currency: USD

# Twelve months out.
vision: >-
  AI handles 60% of tier-1 support tickets end-to-end, with human review on the remaining 40%.
capability: >-
  Sort every incoming ticket into one of eight categories and suggest a response that an agent can send with one click.

build_or_buy:
  decision: Buy the models by API, build routing, guardrails and evaluation ourselves.
  why: >-
    Two providers meet our targets today, and what sets us apart is our ticket history. We look at it again when a request costs
    more than a cent or when tickets may no longer leave our own network.
  link: ${WIKI}/build-or-buy

objectives:
  - title: Customers get a first answer sooner
    measure: median time to first answer
    target: under 30 minutes, from 4 hours
  - title: Support grows slower than the business
    measure: tickets per agent and day
    target: 60, from 42
  - title: Revenue from service plans
    measure: renewals of plans that promise an answer within the hour
    target: 94%

# A criterion makes a metric measurable; it is judged for the whole product.
success_metrics:
  - title: Tier-1 tickets handled end to end
    criterion: tier1_end_to_end >= 60%
  - title: Agents use what is suggested
    criterion: helpful_rate >= 70%
  - title: A request costs less than a cent
    criterion: cost_per_request < $0.01
  - title: Nearly every ticket is answered
    criterion: success_rate >= 99.5% over 28d

# Who gets v3 is drawn for each ticket; v1 answers the control group beside them.
experiments:
  - id: half-the-cost
    title: Is v3 as good as v2 at half the cost?
    arms:
      - version: v2
        share: 87.5%
      - version: v3
        share: 12.5%
    assignment: request
    from: ${timeline.date(-1, 53)}
    to: ${timeline.date(0, 13)}

# Signals of our own, beside those that Gateline knows. gateline.yaml maps our metrics to these measures.
signals:
  tier1_end_to_end:
    title: tier-1 tickets handled end to end
    unit: share
    family: quality
    better: higher
    formula: tier1_closed_by_ai / tier1_closed

spend:
  - title: All model calls
    amount: $26,000
    period: month
    runbook: ${WIKI}/runbooks/spend
    contact: platform on call
  - title: v3 while it is in limited rollout
    amount: $2,500
    period: month
    item: v3
    runbook: ${WIKI}/runbooks/spend
    contact: platform on call

on_call:
  runbook: ${WIKI}/runbooks
  contact: platform on call
`;
}
