import type { RoadmapWriter } from './writing.ts';

/** What users get, and which version each needs. */
export function featuresPart(write: RoadmapWriter): string {
  return `# A feature says which version it needs, what a user sees at each version, and whether it can begin without a model.
features:
  - id: auto-tagging
    title: Ticket auto-tagging
    lifecycle: live
    owner: agent desktop
    start: ${write.date(-3, 30)}
    due: ${write.date(-3, 75)}
    needs: [v1]
    flag: ticket-auto-tagging
    # Keyword rules tagged tickets before there was a model, and still do while the model is away.
    deterministic_first: true
    experience:
      v1: Tickets are tagged in the dashboard; agents route them by hand, with a suggestion.
      v2: Tickets are routed by themselves, and agents correct what is wrong.
    milestones:
${write.milestones(6, [
  { title: 'Tags by keyword rules', owner: 'agent desktop', due: [-3, 40], slip: -3 },
  { title: 'Tags by v1 in the dashboard', owner: 'agent desktop', due: [-3, 66] },
  { title: 'Manual routing with suggestions', owner: 'agent desktop', due: [-3, 75], slip: 2 },
])}

  - id: suggested-responses
    title: Suggested responses
    lifecycle: live
    owner: agent desktop
    start: ${write.date(-2, 20)}
    due: ${write.date(-2, 80)}
    needs: [v2]
    flag: suggested-responses
    deterministic_first: false
    experience:
      v2: A suggested response stands beside the ticket; one click sends it, edited or not.
      v3: The suggestion knows the customer's history and tone.
    gate:
      title: Agents find 70% of the suggestions helpful
      due: ${write.date(-2, 80)}
      criteria:
        - helpful_rate >= 70%
    milestones:
${write.milestones(6, [
  { title: 'Suggestions for a pilot group of agents', owner: 'agent desktop', due: [-2, 52] },
  { title: 'One-click send with edit', owner: 'agent desktop', due: [-2, 72], slip: 3 },
])}

  - id: auto-draft
    title: Auto-draft responses
    description: Drafts for the five most frequent categories, sent after an agent's approval.
    lifecycle: staging
    owner: agent desktop
    start: ${write.date(-1, 20)}
    due: ${write.endOf(-1)}
    needs: [v3, suggested-responses]
    flag: auto-draft
    deterministic_first: false
    experience:
      v3: A whole draft waits for approval; the agent edits or sends it.
      v4: Drafts of simple tickets are sent without approval, and the agent sees what was sent.
    milestones:
${write.milestones(6, [
  { title: 'Approval workflow', owner: 'agent desktop', due: [-1, 60], slip: 4 },
  { title: 'Drafts behind a flag in staging', owner: 'agent desktop', due: [-1, 82] },
  { title: 'Drafts for the top five categories', owner: 'agent desktop', due: [-1, 88], blocked: true },
])}

  - id: tier-1-handling
    title: Tier-1 tickets handled end to end
    lifecycle: planned
    owner: agent desktop
    start: ${write.date(0, 10)}
    due: ${write.endOf(0)}
    needs: [v4, auto-draft]
    flag: tier-1-handling
    deterministic_first: false
    experience:
      v4: Customers get an answer at once and are told that it comes from an AI; complex cases go to a person.
    milestones:
${write.milestones(6, [
  { title: 'Customer notification', owner: 'agent desktop', due: [0, 55] },
  { title: 'Escalation to people', owner: 'support operations', due: [0, 75] },
])}
`;
}
