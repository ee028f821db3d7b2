/** What a roadmap file may be at most: generous for people, a bound for everything that reads it. */
export const LIMITS = {
  /** Of the file, in bytes. */
  bytes: 1_048_576,
  /** In all tracks together. */
  items: 500,
  milestonesPerItem: 200,
  criteriaPerGate: 50,
  needsPerItem: 50,
  signals: 200,
  entries: 100,
  /** Of one experiment. */
  arms: 20,
  /** Letters of a name, a title, a paragraph. */
  id: 64,
  line: 200,
  paragraph: 4_000,
  criterion: 500,
  link: 2_000,
} as const;
