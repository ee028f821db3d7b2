import { z } from 'zod';

/** A stretch of the past that was, or is being, told. Unix ms. */
const stretch = z.strictObject({ from: z.int(), until: z.int() });

/** A stretch of the past, half-open (from, until], Unix ms. */
export type Stretch = z.infer<typeof stretch>;

/**
 * What a demo must remember, `demo.json`: the day that its dates hang on, and the stretches of the past that it told. The same story
 * tells the same past, so that a making that was broken off goes on as it began.
 */
export const storySchema = z.strictObject({
  version: z.literal(1),
  /** A calendar date in `zone`. */
  today: z.iso.date(),
  /** IANA time zone. */
  zone: z.string(),
  seed: z.string(),
  /** Ascending; the first is the year before the first start. */
  past: z.array(stretch).min(1),
});
export type Story = z.infer<typeof storySchema>;

/** What is shorter is left as it is: the past has a reading a minute at most. */
const SHORTEST_GAP_MS = 60_000;
const SECOND_MS = 1_000;

/**
 * What is still to be told: stretches that were broken off, and what the product did since somebody last looked.
 *
 * @param toldUntil up to when the past is in the store, Unix ms; `undefined`: nothing of it is
 * @param seenUntil up to when the live service was watched, Unix ms; `undefined`: never
 * @returns the story with the new gap in it, and the stretches to tell, ascending
 */
export function continued(
  story: Story,
  now: number,
  { toldUntil = Number.NEGATIVE_INFINITY, seenUntil = Number.NEGATIVE_INFINITY },
): { readonly story: Story; readonly untold: readonly Stretch[] } {
  const begun = story.past.filter(({ until }) => until > toldUntil);
  const known = Math.max(seenUntil, ...story.past.map(({ until }) => until));
  const from = Math.ceil(known / SECOND_MS) * SECOND_MS;
  if (now - from < SHORTEST_GAP_MS) return { story, untold: begun };
  const gap = { from, until: now };
  return { story: { ...story, past: [...story.past, gap] }, untold: [...begun, gap] };
}
