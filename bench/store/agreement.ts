/** What a peer answers in a round. */
export interface PeerAnswer {
  readonly peer: string;
  /** It agrees with Gateline to this part of a number. */
  readonly tolerance: number;
  readonly answer: readonly number[];
}

/** A peer whose answer is not Gateline's, and why it is the peer that is wrong. */
export interface Wrong {
  readonly peer: string;
  /** The first number that differs: `number 244: 0.0087 by Gateline and 0.0086`. */
  readonly place: string;
  /** Peers that agree with Gateline, and not with this one. */
  readonly witnesses: readonly string[];
}

/** The first number in which two answers differ, as a phrase; `undefined` when they agree. */
export function difference(
  ours: readonly number[],
  theirs: readonly number[],
  tolerance: number,
): string | undefined {
  const [place] = places(ours, theirs, tolerance);
  if (place === undefined) return undefined;
  return `number ${place}: ${ours[place] ?? 'none'} by Gateline and ${theirs[place] ?? 'none'}`;
}

/**
 * Decides who is wrong where answers to one question differ: a peer, when another agrees with Gateline in everything and contradicts this one.
 *
 * @param question as an error names it
 * @throws Error that names the number, when no peer tells which is right, or when two agree with each other against Gateline: nothing may be
 *   compared on an answer that is perhaps wrong
 */
export function wrongPeers(
  question: string,
  ours: readonly number[],
  answers: readonly PeerAnswer[],
): readonly Wrong[] {
  const agrees = ({ answer, tolerance }: PeerAnswer) => places(ours, answer, tolerance).length === 0;
  const agreeing = answers.filter(agrees);
  return answers
    .filter((one) => !agreeing.includes(one))
    .map((one) => {
      const { peer, answer, tolerance } = one;
      const where = places(ours, answer, tolerance);
      const place = difference(ours, answer, tolerance) ?? '';
      const second = answers.find(
        (other) => other !== one && where.some((at) => areAgainst(ours[at], one, other, at)),
      );
      if (second !== undefined)
        throw new Error(`${peer} and ${second.peer} answer ${question} alike, Gateline does not: ${place}.`);
      const witnesses = agreeing.filter((other) =>
        where.some((at) => differ(other.answer[at], answer[at], other.tolerance)),
      );
      if (witnesses.length === 0)
        throw new Error(
          `Gateline and ${peer} do not answer ${question} alike, and nobody else tells which is right: ${place}.`,
        );
      return { peer, place, witnesses: witnesses.map((other) => other.peer) };
    });
}

/** Whether two peers give the same number, and it is not Gateline's. */
function areAgainst(ours: number | undefined, one: PeerAnswer, other: PeerAnswer, at: number): boolean {
  const tolerance = Math.max(one.tolerance, other.tolerance);
  return (
    differ(ours, other.answer[at], other.tolerance) && !differ(one.answer[at], other.answer[at], tolerance)
  );
}

/** All numbers in which two answers differ. */
function places(ours: readonly number[], theirs: readonly number[], tolerance: number): readonly number[] {
  const length = Math.max(ours.length, theirs.length);
  return Array.from({ length }, (_, i) => i).filter((i) => differ(ours[i], theirs[i], tolerance));
}

/** A number that is not there, or is none, differs from every other. */
function differ(a: number | undefined, b: number | undefined, tolerance: number): boolean {
  if (a === undefined || b === undefined) return true;
  return !(Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)));
}
