import { z } from 'zod';
import { LIFECYCLES, MILESTONE_STATUSES } from '../roadmap.ts';
import { LIMITS } from './limits.ts';

/** What ids look like: they stand in addresses and in criteria, where a digit in front would read as a number. */
export const ID_PATTERN = /^[A-Za-z][A-Za-z0-9._-]*$/;
export const SIGNAL_NAME_PATTERN = /^[a-z][a-z0-9_]*$/;
/** `attested by security: "drill done"` without quotes around it is a mapping to YAML. */
export const ATTESTED_KEY_PATTERN = /^attested by\b/i;

const line = z.string().trim().min(1).max(LIMITS.line);
const paragraph = z.string().trim().min(1).max(LIMITS.paragraph);
const id = z.string().max(LIMITS.id).regex(ID_PATTERN);
const date = z.iso.date();
const link = z.url({ protocol: /^https?$/ }).max(LIMITS.link);
const runbook = link.describe('Where the person on call finds what to do: a web address.');
const contact = line.describe('Whom to tell: a team, a channel, a role.');

const waiver = z
  .strictObject({
    by: line.describe('The role that accepts the miss.'),
    why: paragraph.describe('The reason, in one sentence that a review will read.'),
    until: date.describe('Last day on which the waiver holds, as in 2026-12-31.'),
  })
  .describe('A miss that somebody accepts for a time. It is shown as waived, never as passed.');

const attestation = z
  .strictObject({
    by: line.describe('The role that vouches for it.'),
    on: date.describe('The day on which it did, as in 2026-11-23.'),
    link: link.optional().describe('The evidence: a web address.'),
    expires: date.optional().describe('Last day on which it holds.'),
  })
  .describe('That it was done: who says so, when, with which evidence.');

const criterionText = z
  .string()
  .max(LIMITS.criterion)
  .describe('signal op target { clause }: `accuracy >= 92% on evaluation`, `cost_per_request <= 50% of v2`.');

/** A criterion with what its text cannot say. */
export const criterionObject = z
  .strictObject({
    criterion: criterionText,
    margin: z
      .string()
      .optional()
      .describe(
        'Of a relative criterion: by how much it may be worse and still count as equal (`1pp`, `50ms`).',
      ),
    confidence: z
      .union([z.string(), z.number()])
      .optional()
      .describe('A confidence, one-sided and more than 50%, of judgments from samples. Default 95%.'),
    advisory: z.boolean().optional().describe('Judged and shown, but the gate does not wait for it.'),
    decide: z
      .enum(['interval', 'point'])
      .optional()
      .describe('`point`: the value alone decides, whatever its interval. Default `interval`.'),
    note: paragraph.optional().describe('A remark, shown beside the verdict.'),
    waiver: waiver.optional(),
    attestation: attestation.optional(),
  })
  .describe('A criterion with what its text cannot say.');

const attestedMapping = z
  .record(z.string().regex(ATTESTED_KEY_PATTERN), z.union([z.string(), z.null()]))
  .describe('`attested by security: rollback drill done`');

const criterion = z
  .union([criterionText, criterionObject, attestedMapping])
  .describe('A criterion, as text or as an object.');

const gate = z
  .strictObject({
    title: line.optional().describe("The gate in the team's own words."),
    due: date.optional().describe('The day by which it is to pass, as in 2026-12-15.'),
    criteria: z.array(criterion).min(1).max(LIMITS.criteriaPerGate).describe('All of them must hold.'),
  })
  .describe('What the item must meet before it ships.');

const milestone = z
  .strictObject({
    title: line.describe('What is to be done.'),
    owner: line.optional().describe('A team or role.'),
    due: date.optional().describe('As in 2026-12-15.'),
    status: z
      .enum(MILESTONE_STATUSES)
      .optional()
      .describe('Default `planned`, or `done` where a day is given under `done`.'),
    done: date.optional().describe('The day on which it was done.'),
    link: link.optional().describe('A web address: the ticket, the document.'),
  })
  .describe('A step on the way.');

const itemShape = {
  id: id.describe('Unique in the roadmap: a letter, then letters, digits, `.`, `_`, `-`.'),
  title: line.describe('What people read.'),
  lifecycle: z.enum(LIFECYCLES).optional().describe('How far it is. Default `planned`.'),
  description: paragraph.optional().describe('A few sentences.'),
  owner: line.optional().describe('A team or role.'),
  start: date.optional().describe('As in 2026-10-01.'),
  due: date.optional().describe('As in 2026-12-15.'),
  needs: z
    .array(id)
    .max(LIMITS.needsPerItem)
    .optional()
    .describe('Ids of items that must be there first, of any track.'),
  milestones: z.array(milestone).max(LIMITS.milestonesPerItem).optional().describe('The steps on the way.'),
  gate: gate.optional(),
};

const item = z.strictObject(itemShape);
const feature = z.strictObject({
  ...itemShape,
  deterministic_first: z
    .boolean()
    .optional()
    .describe('It can ship with deterministic logic before its model version does.'),
  flag: line.optional().describe('The feature flag that rolls it out.'),
  experience: z
    .record(id, paragraph)
    .optional()
    .describe('What a user gets with each model version: a version id, and a sentence.'),
});

const signal = z
  .strictObject({
    title: line.optional().describe('What people read; default: the name with spaces.'),
    unit: z
      .enum(['share', 'seconds', 'currency', 'tokens', 'count', 'score'])
      .describe('What it is counted in.'),
    family: z
      .enum(['quality', 'latency', 'cost', 'errors', 'pipeline', 'volume'])
      .describe('Decides the default window and least n of its criteria.'),
    better: z.enum(['higher', 'lower']).describe('Which way is better.'),
    formula: line.describe(
      'From measures: `tickets_reopened / tickets_closed`, `quantile 0.9 of wait_time`.',
    ),
    evaluation: line
      .optional()
      .describe(
        'From the items of an evaluation run: `share of reopened`, `mean of score`. Absent: production only.',
      ),
    scope: z
      .enum(['item', 'product'])
      .optional()
      .describe("`item`: of a version's own traffic. `product`: always the whole product's. Default `item`."),
    population: z
      .string()
      .regex(SIGNAL_NAME_PATTERN)
      .optional()
      .describe('The counter that the denominator is a sample of, where not everything is graded.'),
    range: z
      .tuple([z.number(), z.number()])
      .optional()
      .describe(
        'The least and the greatest that one value can be: `[1, 5]`. Makes intervals of a mean of scores exact.',
      ),
  })
  .describe('A signal of your own. docs/signals.md has the formulas.');

const spendLimit = z
  .strictObject({
    title: line.describe('What the limit is on.'),
    amount: z
      .union([z.number(), z.string()])
      .describe("An amount in the roadmap's currency: 5000, $5,000 or $5k."),
    period: z.enum(['day', 'month', 'quarter']).describe("A calendar period of the roadmap's zone."),
    item: id.optional().describe("Only this model version's cost. Absent: the whole product's."),
    environment: line.optional().describe('Default `production`.'),
    runbook: runbook.optional(),
    contact: contact.optional(),
  })
  .describe('How much money a calendar period may cost.');

const experiment = z
  .strictObject({
    id: id.describe('Unique among the experiments.'),
    title: line.optional().describe('The question that it answers.'),
    arms: z
      .array(
        z.strictObject({
          version: id.describe('A model version.'),
          build: line.optional().describe('Only this build of it.'),
          share: z
            .union([z.number(), z.string()])
            .describe('Of all units of the experiment: 90%. The shares of all arms add up to 100%.'),
        }),
      )
      .min(2)
      .max(LIMITS.arms)
      .describe('What is drawn from.'),
    assignment: line.describe('By what is drawn who gets which arm: `request`, `customer`.'),
    counted_by: z
      .string()
      .regex(SIGNAL_NAME_PATTERN)
      .optional()
      .describe(
        'The counter of what was assigned, by version and build. Default `requests` where requests are drawn.',
      ),
    from: date.describe('Its first day, as in 2026-11-02.'),
    to: date.optional().describe('Its last day. Absent: it goes on.'),
  })
  .describe('Two or more versions that users get by chance, to be compared.');

/** A roadmap.yaml before its criteria are read. Keys are as people write them; what is made of it is a `Roadmap`. */
export const roadmapSchema = z
  .strictObject({
    product: id.describe(
      'The id of the product: it stands in addresses, and every measured series carries it.',
    ),
    name: line.describe('What people call the product.'),
    vision: paragraph.optional().describe('What it does at maturity, twelve months out.'),
    capability: paragraph.optional().describe('The core AI capability that users value.'),
    zone: z
      .string()
      .optional()
      .describe('IANA time zone of its days, months and quarters, as in Europe/Berlin. Default UTC.'),
    fiscal_year_start: z
      .union([z.number(), z.string()])
      .optional()
      .describe('A month, 1 to 12 or its name: the first of the fiscal year. Default January.'),
    currency: z.string().optional().describe('ISO code that cost and spend are in. Default USD.'),
    build_or_buy: z
      .strictObject({
        decision: paragraph.describe('What was decided about model infrastructure.'),
        why: paragraph.optional().describe('The reasons.'),
        link: link.optional().describe('A web address of the document.'),
      })
      .optional()
      .describe('Build, or buy.'),
    success_metrics: z
      .array(
        z.strictObject({
          title: line.describe('What success means, in words.'),
          criterion: criterion.optional().describe('Makes it measurable, for the whole product.'),
        }),
      )
      .max(LIMITS.entries)
      .optional()
      .describe('What success means for the whole product.'),
    objectives: z
      .array(
        z.strictObject({
          title: line.describe('The business objective.'),
          measure: line.optional().describe('What it is measured by.'),
          target: line.optional().describe('What is aimed at.'),
        }),
      )
      .max(LIMITS.entries)
      .optional()
      .describe('Business objectives that the roadmap serves.'),
    spend: z.array(spendLimit).max(LIMITS.entries).optional().describe('Limits on money spent.'),
    experiments: z
      .array(experiment)
      .max(LIMITS.entries)
      .optional()
      .describe('A/B tests: which versions, split how, from when to when.'),
    signals: z
      .record(z.string().max(LIMITS.id).regex(SIGNAL_NAME_PATTERN), signal)
      .optional()
      .describe('Signals of your own, by name in lower_snake_case.'),
    on_call: z
      .strictObject({ runbook: runbook.optional(), contact: contact.optional() })
      .optional()
      .describe('For the on-call page, where nothing more specific is given.'),
    data: z.array(item).optional().describe('The data pipeline: its phases.'),
    models: z
      .array(item)
      .optional()
      .describe('Model versions. A criterion of a version is about its own traffic.'),
    features: z.array(feature).optional().describe('Product features.'),
    infrastructure: z.array(item).optional().describe('Infrastructure.'),
  })
  .describe("An AI product's roadmap: what it promises, by when, and what must be reached first.");

/** The document, as the schema gives it. */
export type RoadmapDocument = z.infer<typeof roadmapSchema>;
export type ItemDocument = z.infer<typeof feature>;
export type SignalDocument = z.infer<typeof signal>;
export type CriterionObject = z.infer<typeof criterionObject>;

/** JSON Schema (draft 7, which editors understand) of a roadmap.yaml. */
export function roadmapJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(roadmapSchema, { target: 'draft-7', io: 'input' });
  return { ...schema, title: 'Gateline roadmap' };
}
