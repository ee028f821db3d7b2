import { z } from 'zod';
import { writtenTime } from '../../../core/time/written-time.ts';
import { signalDescription } from './overview.ts';
import { actual, calendarDate, instant } from './verdict.ts';

const name = z.string().min(1).max(200);
/** Unix ms, an instant, or a date of the roadmap's zone: its first moment where something begins, its last where it ends. */
const time = z.union([z.coerce.number(), writtenTime]).optional();

/** Query of `GET /api/v1/products/:product/compare`. */
export const compareQuery = z.object({
  /** Ids of versions; the same twice compares it with itself at another time. */
  a: name,
  b: name,
  /** Only what this build of it did; default: all of its builds. */
  a_build: name.optional(),
  b_build: name.optional(),
  /** Default: production. */
  environment: name.optional(),
  /** Of both sides; default: the last four weeks in which both served. */
  from: time,
  to: time,
  /** Of one side, before what is said of both. */
  a_from: time,
  a_to: time,
  b_from: time,
  b_to: time,
  /** Changed items to list, of each kind; the others are counted. */
  items: z.coerce.number().int().min(0).max(1_000).default(20),
});
export type CompareQuery = z.infer<typeof compareQuery>;

const compareSide = z.object({
  item: z.string(),
  title: z.string(),
  lifecycle: z.string(),
  /** Absent: all of its builds. */
  build: z.string().optional(),
  /** How sentences call it: `v3`, `v3 (2.4.0)`. */
  name: z.string(),
  environment: z.string(),
  from: instant,
  to: instant,
  /** When it served at all, by whole days; absent: never. */
  served: z.object({ from: instant, to: instant }).optional(),
});
export type CompareSide = z.infer<typeof compareSide>;

/** `b − a`, in the signal's unit. */
const difference = z.object({
  difference: z.number(),
  /** An open end is absent. */
  lower: z.number().optional(),
  upper: z.number().optional(),
  /** How sure both ends are together. */
  confidence: z.number(),
  /** On the same items, or over the same blocks of time. */
  paired: z.boolean(),
  /** How the interval came about: `tango`, `newcombe`, `paired-blocks`, …; docs/judgment.md has all of them. */
  method: z.string(),
  /** Pairs of items, blocks of time, or what the smaller side is made of. */
  n: z.number(),
  moreThanNoise: z.enum(['yes', 'no', 'cannot-say']),
  /** For `cannot-say`: why, in one stable word. */
  unsure: z.string().optional(),
});

const compareRow = z.object({
  signal: signalDescription,
  evidence: z.enum(['production', 'evaluation']),
  /** Of an evaluation. */
  dataset: z.string().optional(),
  /** A gate of one of the two has a criterion on it. */
  gated: z.boolean(),
  /** Absent: there is nothing of that side. */
  a: actual.optional(),
  b: actual.optional(),
  /** Absent where the two are not comparable. */
  difference: difference.optional(),
  /** The difference as a share of the value of a, where that says something. */
  change: z.number().optional(),
  /** Which side is the better one, where they differ by more than noise. */
  better: z.enum(['a', 'b']).optional(),
  /** Why there is no difference, in one stable word. */
  notComparable: z.string().optional(),
  sentence: z.string(),
});
export type CompareRow = z.infer<typeof compareRow>;

const comparedRun = z.object({ run: z.string(), at: instant, build: z.string() });

/** Items, as many as were asked for, each with the share of its repeats that each side got right. */
const itemList = z.object({
  count: z.number(),
  items: z.array(z.object({ id: z.string(), a: z.number(), b: z.number() })),
});

const changedItems = z.object({
  signal: signalDescription,
  dataset: z.string(),
  revision: z.string(),
  judge: z.string(),
  a: comparedRun,
  b: comparedRun,
  /** Right with a, wrong with b. */
  rightToWrong: itemList,
  wrongToRight: itemList,
  bothRight: z.number(),
  bothWrong: z.number(),
  /** Half of their repeats were right. */
  undecided: z.number(),
  /** Items that only one of the two has an outcome for. */
  unpaired: z.number(),
});
export type ChangedItemsJson = z.infer<typeof changedItems>;

const experiment = z.object({
  id: z.string(),
  title: z.string().optional(),
  /** By what is drawn who gets which arm. */
  unit: z.string(),
  /** The counter of what was assigned; absent: nothing counts it. */
  countedBy: z.string().optional(),
  from: calendarDate,
  to: calendarDate.optional(),
  running: z.boolean(),
  arms: z.array(
    z.object({
      version: z.string(),
      build: z.string().optional(),
      /** As planned, 0…1. */
      share: z.number(),
      /** Units that came into it. */
      count: z.number().optional(),
    }),
  ),
  /** Whether the units were split otherwise than chance would split them (chi-squared test). */
  mismatch: z.enum(['yes', 'no', 'cannot-say']),
  pValue: z.number().optional(),
  /** A p-value below it is a mismatch. */
  threshold: z.number(),
  sentence: z.string(),
});
export type ExperimentJson = z.infer<typeof experiment>;

/** `GET /api/v1/products/:product/compare` */
export const compareResponse = z.object({
  asOf: instant,
  product: z.string(),
  currency: z.string(),
  zone: z.string(),
  a: compareSide,
  b: compareSide,
  /** Both sides are of the same time, so that what moves both is no difference. */
  sameTime: z.boolean(),
  /** The blocks of time by which noise is told; absent where the windows are too short. */
  blocks: z.object({ count: z.number(), days: z.number() }).optional(),
  /** The windows' edges were aligned to roll-ups, because raw data are past their retention. */
  aligned: z.boolean(),
  /** How sure both ends of each interval are together: of so many differences that are none, `1 − confidence` look like one. */
  confidence: z.number(),
  summary: z.object({
    compared: z.number(),
    moreThanNoise: z.number(),
    betterA: z.number(),
    betterB: z.number(),
    cannotSay: z.number(),
  }),
  sentence: z.string(),
  /** What gates ask for first, then what differs by more than noise. */
  rows: z.array(compareRow),
  /** Items of evaluations that changed from right to wrong and back, by dataset and outcome. */
  changes: z.array(changedItems),
  /** Experiments of the roadmap that have both versions as arms. */
  experiments: z.array(experiment),
  /** What may be compared: each version with its builds, those that served last first. */
  versions: z.array(
    z.object({
      item: z.string(),
      title: z.string(),
      lifecycle: z.string(),
      served: z.object({ from: instant, to: instant }).optional(),
      builds: z.array(z.string()),
    }),
  ),
});
export type CompareResponse = z.infer<typeof compareResponse>;
