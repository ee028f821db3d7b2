import { type RoadmapWriter, WIKI } from './writing.ts';

/** The model's versions. */
export function modelsPart(write: RoadmapWriter): string {
  return `# No version ships before its gate has passed.
models:
${v1(write)}
${v2(write)}
${v3(write)}
${v4(write)}`;
}

function v1(write: RoadmapWriter): string {
  return `  - id: v1
    title: "v1: Proof of value"
    description: Sorts tickets into eight categories. Still answers 4% of them, as the control group.
    lifecycle: live
    owner: applied AI
    start: ${write.date(-3, 8)}
    due: ${write.date(-3, 56)}
    needs: [data-foundation, staging-environment]
    gate:
      title: 85% accuracy on the test set, p99 latency under 2 s
      due: ${write.date(-3, 56)}
      criteria:
        - accuracy >= 85% on evaluation of golden-set
        - latency_p99 < 2s
        - success_rate >= 99%
    milestones:
${write.milestones(6, [
  {
    title: 'Benchmark three candidate models',
    owner: 'applied AI',
    due: [-3, 20],
    link: `${WIKI}/models/benchmark`,
  },
  { title: 'Select the model and configure its prompts', owner: 'applied AI', due: [-3, 34], slip: 2 },
  { title: 'Build the evaluation set of 3,200 graded tickets', owner: 'support operations', due: [-3, 44] },
  { title: 'Deploy to staging', owner: 'platform', due: [-3, 40] },
  {
    title: 'Pass the evaluation gate',
    owner: 'applied AI',
    due: [-3, 54],
    slip: -2,
    link: `${WIKI}/evaluations/v1`,
  },
  { title: 'Deploy to production', owner: 'platform', due: [-3, 70], slip: 2 },
])}
`;
}

function v2(write: RoadmapWriter): string {
  return `  - id: v2
    title: "v2: Production quality"
    description: Sorts more reliably and suggests responses to agents. Answers most tickets.
    lifecycle: live
    owner: applied AI
    start: ${write.date(-2, 0)}
    due: ${write.date(-2, 68)}
    needs: [v1, data-scale]
    gate:
      title: 92% accuracy, under 3% hallucinations, 70% helpful, under a cent a request
      due: ${write.date(-2, 68)}
      criteria:
        - accuracy >= 92% on evaluation of golden-set
        # What agents see day by day, and no category may fall behind.
        - accuracy >= 85% each category
        - hallucination_rate < 3% on evaluation of golden-set
        - hallucination_rate < 3%
        - helpful_rate >= 70%
        - latency_p99 < 2s
        - cost_per_request < $0.01
    milestones:
${write.milestones(6, [
  {
    title: 'Add edge cases from production to the evaluation set',
    owner: 'support operations',
    due: [-2, 20],
  },
  { title: 'Prompts with examples from the ticket history', owner: 'applied AI', due: [-2, 34], slip: 1 },
  { title: 'Guardrails and safety filters', owner: 'security', due: [-2, 44] },
  { title: 'Limited rollout to 10%', owner: 'platform', due: [-2, 50] },
  { title: 'Pass the evaluation gate', owner: 'applied AI', due: [-2, 68], link: `${WIKI}/evaluations/v2` },
  { title: 'Full rollout, v1 stays as the control group', owner: 'platform', due: [-2, 70] },
])}
`;
}

function v3(write: RoadmapWriter): string {
  return `  - id: v3
    title: "v3: Scale and optimize"
    description: Personal responses from customer context; simple tickets go to a fast model. In limited rollout at 12%.
    lifecycle: rollout
    owner: applied AI
    start: ${write.date(-1, 0)}
    due: ${write.endOf(-1)}
    needs: [v2, data-scale, model-routing]
    gate:
      title: Matches v2 quality at 50% lower cost per request
      due: ${write.endOf(-1)}
      criteria:
        # Quality may be three points below v2's on the same tickets: agents do not notice less than that.
        - accuracy >= v2 - 3pp on evaluation of golden-set
        - hallucination_rate < 3% on evaluation of golden-set
        - helpful_rate >= v2 - 3pp
        - latency_p99 < 2s
        - critical_failures = 0 on evaluation of red-team
        - cost_per_request <= 50% of v2
    milestones:
${write.milestones(6, [
  { title: 'Analyze how production is used', owner: 'applied AI', due: [-1, 15] },
  { title: 'Route simple tickets to the fast model', owner: 'platform', due: [-1, 36], slip: 2 },
  { title: 'Customer context in prompts', owner: 'applied AI', due: [-1, 40] },
  { title: 'Limited rollout to 12%', owner: 'platform', due: [-1, 52] },
  { title: 'Cache the shared part of the prompts', owner: 'platform', due: [0, 40], slip: 20 },
  {
    title: 'Pass the evaluation gate',
    owner: 'applied AI',
    due: [-1, 85],
    slip: 140,
    link: `${WIKI}/evaluations/v3`,
  },
  { title: 'Full rollout', owner: 'platform', due: [0, 60], blocked: true },
])}
`;
}

function v4(write: RoadmapWriter): string {
  return `  - id: v4
    title: "v4: End-to-end handling"
    description: Answers tier-1 tickets by itself and hands over to people what it is not sure of. Tried in staging.
    lifecycle: staging
    owner: applied AI
    start: ${write.date(-1, 80)}
    due: ${write.endOf(0)}
    needs: [v3, data-maturity, resilience]
    gate:
      title: Handles 60% of tier-1 tickets end to end, safely
      due: ${write.endOf(0)}
      criteria:
        - accuracy >= 94% on evaluation of golden-set
        - hallucination_rate < 2% on evaluation of golden-set
        - critical_failures = 0 on evaluation of red-team
        - latency_p99 < 3s in staging
        - tier1_end_to_end >= 60%
        - attested by security: answers without a person were reviewed for abuse
    milestones:
${write.milestones(6, [
  { title: 'Staging with replayed tickets', owner: 'platform', due: [-1, 84] },
  { title: 'Hand over to people below a confidence', owner: 'applied AI', due: [0, 38], slip: 4 },
  { title: 'Red-team exercise', owner: 'security', due: [0, 62] },
  {
    title: 'Pass the evaluation gate',
    owner: 'applied AI',
    due: [0, 85],
    slip: 20,
    link: `${WIKI}/evaluations/v4`,
  },
  { title: 'Limited rollout', owner: 'platform', due: [0, 89], slip: 20 },
])}
`;
}
