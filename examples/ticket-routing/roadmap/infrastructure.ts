import { type RoadmapWriter, WIKI } from './writing.ts';

/** What everything stands on. */
export function infrastructurePart(write: RoadmapWriter): string {
  return `infrastructure:
  - id: staging-environment
    title: Staging and basic monitoring
    lifecycle: live
    owner: platform
    start: ${write.date(-3, 0)}
    due: ${write.date(-3, 45)}
    milestones:
${write.milestones(6, [
  { title: 'Staging environment with model access', owner: 'platform', due: [-3, 30] },
  { title: 'Latency monitoring', owner: 'platform', due: [-3, 45], slip: -4 },
])}

  - id: production-platform
    title: Production deployment
    lifecycle: live
    owner: platform
    start: ${write.date(-2, 0)}
    due: ${write.date(-2, 60)}
    needs: [staging-environment]
    milestones:
${write.milestones(6, [
  { title: 'Production deployment of the model service', owner: 'platform', due: [-2, 30] },
  { title: 'A/B test framework for model versions', owner: 'platform', due: [-2, 48], slip: 1 },
  { title: 'Cost monitoring by model and token type', owner: 'platform', due: [-2, 60] },
])}

  - id: model-routing
    title: Model routing and auto-scaling
    description: A fast model for simple tickets, a capable model for complex ones.
    lifecycle: live
    owner: platform
    start: ${write.date(-1, 0)}
    due: ${write.date(-1, 60)}
    needs: [production-platform]
    milestones:
${write.milestones(6, [
  { title: 'Routing by complexity', owner: 'platform', due: [-1, 38] },
  { title: 'Auto-scaling', owner: 'platform', due: [-1, 55], slip: 5 },
  { title: 'Cost alerts', owner: 'platform', due: [-1, 60], slip: -6 },
])}

  - id: resilience
    title: Observability, circuit breakers, disaster recovery
    lifecycle: rollout
    owner: reliability
    start: ${write.date(-1, 60)}
    due: ${write.date(0, 75)}
    needs: [model-routing]
    gate:
      title: Stays up when a model does not
      due: ${write.date(0, 75)}
      criteria:
        - success_rate >= 99.5% over 28d
        - fallback_rate < 1% over 28d
        - attested by reliability: disaster recovery drill done
    milestones:
${write.milestones(6, [
  { title: 'Circuit breakers and fallback to rules', owner: 'platform', due: [0, 14], slip: -24 },
  { title: 'Traces and metrics of every model call', owner: 'reliability', due: [0, 35], slip: 2 },
  { title: 'Disaster recovery drill', owner: 'reliability', due: [0, 72], link: `${WIKI}/runbooks/recovery` },
])}
`;
}
