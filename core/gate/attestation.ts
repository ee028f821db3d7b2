import { present } from '../present.ts';
import type { AttestedCriterion, Waiver } from '../roadmap/criterion.ts';
import type { JudgmentContext } from './context.ts';
import { waivedWords } from './sentence.ts';
import type { CriterionVerdict, VerdictReason, VerdictState } from './verdict.ts';
import { dateWords } from './words.ts';

/**
 * Judges a criterion that a role vouches for. A missing word is missing data, and one that has expired is stale data: neither passes.
 * An attestation holds on its last day, and one dated ahead of today does not hold yet.
 */
export function judgeAttested(
  criterion: AttestedCriterion,
  context: JudgmentContext,
  waiver: Waiver | undefined,
): CriterionVerdict {
  const reason = reasonOf(criterion, context);
  const state = STATES[reason];
  const applied = state === 'pass' ? undefined : waiver;
  const { role, statement, attestation } = criterion;
  const advisory = criterion.advisory ? ', advisory' : '';
  return {
    text: criterion.text,
    kind: 'attested',
    state,
    reason,
    sentence: `${sentenceHead(criterion, context, reason, advisory)}${waivedWords(applied)}.`,
    advisory: criterion.advisory,
    ...present({ waiver: applied, note: criterion.note }),
    attested: { role, statement, ...present({ attestation }) },
    defaults: [],
  };
}

type AttestationReason = Extract<
  VerdictReason,
  'attested' | 'attestation-expired' | 'not-attested' | 'not-started'
>;

const STATES: Readonly<Record<AttestationReason, VerdictState>> = {
  attested: 'pass',
  'attestation-expired': 'no-data',
  'not-attested': 'no-data',
  'not-started': 'not-started',
};

function reasonOf(
  { attestation }: AttestedCriterion,
  { today, started }: JudgmentContext,
): AttestationReason {
  if (attestation === undefined || attestation.on > today) return started ? 'not-attested' : 'not-started';
  return attestation.expires !== undefined && attestation.expires < today
    ? 'attestation-expired'
    : 'attested';
}

function sentenceHead(
  criterion: AttestedCriterion,
  { subject }: JudgmentContext,
  reason: AttestationReason,
  advisory: string,
): string {
  const { role, attestation } = criterion;
  const what = criterion.statement === '' ? '' : ` “${criterion.statement}”`;
  const expires = attestation?.expires === undefined ? undefined : dateWords(attestation.expires);
  switch (reason) {
    case 'attested': {
      const until = expires === undefined ? '' : `, which holds until ${expires}`;
      return `${subject} passes${advisory}: ${role} attested${what} on ${dateWords(attestation?.on ?? '')}${until}`;
    }
    case 'attestation-expired':
      return `${subject} has no data${advisory}: what ${role} attested${what} expired on ${expires}`;
    case 'not-attested':
      return `${subject} has no data${advisory}: ${role} has not attested${what} yet`;
    case 'not-started':
      return `${subject} has not started: ${role} has not attested${what} yet${advisory}`;
  }
}
