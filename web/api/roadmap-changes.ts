import type {
  AttestationChange,
  MilestoneChange,
  WaiverChange,
} from '../../server/http/contract/roadmap-edit.ts';
import type { EndpointName } from './endpoints.ts';
import { addressOf } from './resources.ts';

/** A change of a roadmap as the API takes it; it goes with the revision that its author saw. */
export interface RoadmapChange {
  readonly endpoint: EndpointName;
  readonly method: 'PATCH' | 'PUT' | 'DELETE';
  readonly address: string;
  readonly body?: MilestoneChange | WaiverChange | AttestationChange;
}

/** Changes a milestone, by its number in the roadmap's answer. */
export function changeMilestone(
  product: string,
  item: string,
  milestone: number,
  body: MilestoneChange,
): RoadmapChange {
  const address = addressOf('changeMilestone', { product, item, milestone: String(milestone) });
  return { endpoint: 'changeMilestone', method: 'PATCH', address, body };
}

/** Waives a criterion, by its text; without a waiver the one that is there is taken out. */
export function waive(
  product: string,
  item: string,
  criterion: string,
  body: WaiverChange | undefined,
): RoadmapChange {
  const params = { product, item, criterion };
  return body === undefined
    ? { endpoint: 'withdrawWaiver', method: 'DELETE', address: addressOf('withdrawWaiver', params) }
    : { endpoint: 'waive', method: 'PUT', address: addressOf('waive', params), body };
}

/** Attests a criterion, by its text; without an attestation the one that is there is taken out. */
export function attest(
  product: string,
  item: string,
  criterion: string,
  body: AttestationChange | undefined,
): RoadmapChange {
  const params = { product, item, criterion };
  return body === undefined
    ? { endpoint: 'withdrawAttestation', method: 'DELETE', address: addressOf('withdrawAttestation', params) }
    : { endpoint: 'attest', method: 'PUT', address: addressOf('attest', params), body };
}
