import type { api } from '../../server/http/contract/api.ts';

type Api = typeof api;

/** An endpoint of the server's contract, by its name there. */
export type EndpointName = keyof Api;

const PRODUCT = '/api/v1/products/:product';

/**
 * Where each endpoint is. Written out rather than imported, so that a page does not load the schemas; the compiler holds every line
 * to the contract.
 */
export const PATHS = {
  session: '/api/v1/session',
  signIn: '/api/v1/session',
  signOut: '/api/v1/session',
  products: '/api/v1/products',
  sources: '/api/v1/sources',
  dashboards: '/api/v1/dashboards',
  dashboard: '/api/v1/dashboards/:id',
  roadmap: `${PRODUCT}/roadmap`,
  roadmapFile: `${PRODUCT}/roadmap.yaml`,
  roadmapMarkdown: `${PRODUCT}/roadmap.md`,
  changeMilestone: `${PRODUCT}/items/:item/milestones/:milestone`,
  waive: `${PRODUCT}/items/:item/criteria/:criterion/waiver`,
  withdrawWaiver: `${PRODUCT}/items/:item/criteria/:criterion/waiver`,
  attest: `${PRODUCT}/items/:item/criteria/:criterion/attestation`,
  withdrawAttestation: `${PRODUCT}/items/:item/criteria/:criterion/attestation`,
  gates: `${PRODUCT}/gates`,
  gateCheck: `${PRODUCT}/gates/:item`,
  gateHistory: `${PRODUCT}/gates/:item/history`,
  decisions: `${PRODUCT}/gates/:item/decisions`,
  decide: `${PRODUCT}/gates/:item/decisions`,
  allowUnproven: `${PRODUCT}/gates/:item/allowances`,
  importEvaluations: '/api/v1/evaluations',
  evaluations: `${PRODUCT}/evaluations`,
  evaluation: `${PRODUCT}/evaluations/:run`,
  retractEvaluation: `${PRODUCT}/evaluations/:run/retraction`,
  events: `${PRODUCT}/events`,
  overview: `${PRODUCT}/overview`,
  evidence: `${PRODUCT}/evidence`,
  actuals: `${PRODUCT}/actuals`,
  compare: `${PRODUCT}/compare`,
  version: `${PRODUCT}/versions/:item`,
  onCall: `${PRODUCT}/oncall`,
  spend: `${PRODUCT}/spend`,
  breakers: `${PRODUCT}/breakers`,
  alerts: `${PRODUCT}/alerts`,
  alertmanagerWebhook: '/api/v1/alertmanager/webhook',
  review: `${PRODUCT}/review/:period`,
} as const satisfies { readonly [Name in EndpointName]: Api[Name]['path'] };

/** Where the stream of events is; not JSON, and so not among the contracts. */
export const STREAM_ADDRESS = '/api/v1/stream';
