import { z } from 'zod';
import { actualsQuery, actualsResponse, versionQuery, versionResponse } from './actuals.ts';
import { alertsResponse, notification, notificationOutcome, notificationQuery } from './alerts.ts';
import { productsResponse, sessionRequest, sessionResponse } from './common.ts';
import { compareQuery, compareResponse } from './compare.ts';
import { dashboardResponse, dashboardsResponse } from './dashboard.ts';
import { decisionRequest, decisionResponse, decisionsResponse } from './decisions.ts';
import { contract } from './endpoint.ts';
import {
  evaluationItemsQuery,
  evaluationResponse,
  evaluationsQuery,
  evaluationsResponse,
  importEvaluationsQuery,
  importEvaluationsResponse,
  retractionRequest,
  retractionResponse,
} from './evaluations.ts';
import { evidenceResponse } from './evidence.ts';
import { allowanceRequest, gateCheckQuery, gateCheckResponse } from './gate-check.ts';
import { gateHistoryQuery, gateHistoryResponse } from './history.ts';
import {
  breakersResponse,
  eventsQuery,
  eventsResponse,
  onCallResponse,
  sourcesQuery,
  sourcesResponse,
  spendResponse,
} from './operations.ts';
import { overviewResponse } from './overview.ts';
import { reviewResponse } from './review.ts';
import { roadmapResponse } from './roadmap.ts';
import { attestationChange, milestoneChange, roadmapEditResponse, waiverChange } from './roadmap-edit.ts';
import { gatesResponse } from './verdict.ts';

const PRODUCT = '/api/v1/products/:product';

/** Every endpoint of the JSON API: one line says who may call it and which schemas hold it. */
export const api = {
  session: contract({
    method: 'GET',
    path: '/api/v1/session',
    access: 'signed-in',
    summary: 'Who the caller is',
    response: sessionResponse,
  }),
  signIn: contract({
    method: 'POST',
    path: '/api/v1/session',
    access: 'public',
    summary: 'Trade a token for a session cookie',
    body: sessionRequest,
    response: sessionResponse,
  }),
  signOut: contract({
    method: 'DELETE',
    path: '/api/v1/session',
    access: 'public',
    summary: 'End the session',
  }),
  products: contract({
    method: 'GET',
    path: '/api/v1/products',
    access: 'display',
    summary: 'The products of this server, each with its worst state',
    response: productsResponse,
  }),
  sources: contract({
    method: 'GET',
    path: '/api/v1/sources',
    access: 'viewer',
    summary: 'How each source fares, and what the store keeps, how much of it and for how long',
    query: sourcesQuery,
    response: sourcesResponse,
  }),
  dashboards: contract({
    method: 'GET',
    path: '/api/v1/dashboards',
    access: 'display',
    summary: 'The walls and dashboards that there are, and what is wrong with their files',
    response: dashboardsResponse,
  }),
  dashboard: contract({
    method: 'GET',
    path: '/api/v1/dashboards/:id',
    access: 'display',
    summary: 'One wall or dashboard',
    response: dashboardResponse,
  }),
  roadmap: contract({
    method: 'GET',
    path: `${PRODUCT}/roadmap`,
    access: 'viewer',
    summary: 'The roadmap with the live state of each item',
    response: roadmapResponse,
  }),
  roadmapFile: contract({
    method: 'GET',
    path: `${PRODUCT}/roadmap.yaml`,
    access: 'viewer',
    summary:
      'The roadmap file that is in force, as it stands; its ETag is the revision that a change of it asks for',
    response: z.string(),
    media: 'application/yaml',
  }),
  roadmapMarkdown: contract({
    method: 'GET',
    path: `${PRODUCT}/roadmap.md`,
    access: 'viewer',
    summary: 'The roadmap as a document in Markdown, with live states and actuals',
    response: z.string(),
    media: 'text/markdown',
  }),
  changeMilestone: contract({
    method: 'PATCH',
    path: `${PRODUCT}/items/:item/milestones/:milestone`,
    access: 'editor',
    summary:
      "Change a milestone's status, date, owner or link in the roadmap file; by its number from 0, or its title",
    body: milestoneChange,
    response: roadmapEditResponse,
    ifMatch: true,
  }),
  waive: contract({
    method: 'PUT',
    path: `${PRODUCT}/items/:item/criteria/:criterion/waiver`,
    access: 'editor',
    summary:
      'Accept a miss for a time, in the roadmap file; the criterion by its number from 0 in its gate, or its text',
    body: waiverChange,
    response: roadmapEditResponse,
    ifMatch: true,
  }),
  withdrawWaiver: contract({
    method: 'DELETE',
    path: `${PRODUCT}/items/:item/criteria/:criterion/waiver`,
    access: 'editor',
    summary: 'Take a waiver out of the roadmap file',
    response: roadmapEditResponse,
    ifMatch: true,
  }),
  attest: contract({
    method: 'PUT',
    path: `${PRODUCT}/items/:item/criteria/:criterion/attestation`,
    access: 'editor',
    summary: 'Vouch for an attested criterion, in the roadmap file',
    body: attestationChange,
    response: roadmapEditResponse,
    ifMatch: true,
  }),
  withdrawAttestation: contract({
    method: 'DELETE',
    path: `${PRODUCT}/items/:item/criteria/:criterion/attestation`,
    access: 'editor',
    summary: 'Take an attestation out of the roadmap file',
    response: roadmapEditResponse,
    ifMatch: true,
  }),
  gates: contract({
    method: 'GET',
    path: `${PRODUCT}/gates`,
    access: 'display',
    summary: 'Every gate with its criteria, as last judged',
    response: gatesResponse,
  }),
  gateCheck: contract({
    method: 'GET',
    path: `${PRODUCT}/gates/:item`,
    access: 'viewer',
    summary: 'One gate, judged now, of one build if that is asked: for CI',
    query: gateCheckQuery,
    response: gateCheckResponse,
  }),
  gateHistory: contract({
    method: 'GET',
    path: `${PRODUCT}/gates/:item/history`,
    access: 'viewer',
    summary:
      'How a gate has stood: first passed, last failed, every change with what explains it, and what was promised meanwhile',
    query: gateHistoryQuery,
    response: gateHistoryResponse,
  }),
  allowUnproven: contract({
    method: 'POST',
    path: `${PRODUCT}/gates/:item/allowances`,
    access: 'editor',
    summary: 'Record that something goes ahead although its gate is unproven; nothing else can be allowed',
    body: allowanceRequest,
    response: gateCheckResponse,
  }),
  decisions: contract({
    method: 'GET',
    path: `${PRODUCT}/gates/:item/decisions`,
    access: 'viewer',
    summary: 'Who shipped an item, or rolled it back, when, on which verdict and build; newest first',
    response: decisionsResponse,
  }),
  decide: contract({
    method: 'POST',
    path: `${PRODUCT}/gates/:item/decisions`,
    access: 'editor',
    summary: 'Record that an item ships or is rolled back, on the verdict of its gate as it is judged now',
    body: decisionRequest,
    response: decisionResponse,
  }),
  importEvaluations: contract({
    method: 'POST',
    path: '/api/v1/evaluations',
    access: 'ingest or editor',
    summary: 'Take in a file of evaluation runs of any tool that is known',
    query: importEvaluationsQuery,
    file: {
      description:
        'The file as it is: promptfoo, lm-evaluation-harness, OpenAI evals, DeepEval, Inspect, Ragas, MLflow, JUnit XML, plain JSON or CSV. Its content tells which.',
      types: [
        'application/json',
        'application/x-ndjson',
        'text/csv',
        'application/xml',
        'application/octet-stream',
      ],
    },
    response: importEvaluationsResponse,
  }),
  evaluations: contract({
    method: 'GET',
    path: `${PRODUCT}/evaluations`,
    access: 'viewer',
    summary: 'Evaluation runs, newest first, those that were taken back among them',
    query: evaluationsQuery,
    response: evaluationsResponse,
  }),
  evaluation: contract({
    method: 'GET',
    path: `${PRODUCT}/evaluations/:run`,
    access: 'viewer',
    summary: 'One evaluation run with its items',
    query: evaluationItemsQuery,
    response: evaluationResponse,
  }),
  retractEvaluation: contract({
    method: 'POST',
    path: `${PRODUCT}/evaluations/:run/retraction`,
    access: 'editor',
    summary: 'Take an evaluation run back: it stays visible, and counts no more',
    body: retractionRequest,
    response: retractionResponse,
  }),
  events: contract({
    method: 'GET',
    path: `${PRODUCT}/events`,
    access: 'viewer',
    summary: 'What changed when, newest first',
    query: eventsQuery,
    response: eventsResponse,
  }),
  overview: contract({
    method: 'GET',
    path: `${PRODUCT}/overview`,
    access: 'display',
    summary: 'Versions by signals, each with actual, target and verdict',
    response: overviewResponse,
  }),
  evidence: contract({
    method: 'GET',
    path: `${PRODUCT}/evidence`,
    access: 'viewer',
    summary:
      'What the store has of each measure by item and environment, what is attributed, priced and compared: for a diagnosis',
    response: evidenceResponse,
  }),
  actuals: contract({
    method: 'GET',
    path: `${PRODUCT}/actuals`,
    access: 'display',
    summary: 'One signal of one item over time',
    query: actualsQuery,
    response: actualsResponse,
  }),
  compare: contract({
    method: 'GET',
    path: `${PRODUCT}/compare`,
    access: 'viewer',
    summary:
      'Two versions or builds side by side, or one over two times: every signal with its difference and whether that is more than noise',
    query: compareQuery,
    response: compareResponse,
  }),
  version: contract({
    method: 'GET',
    path: `${PRODUCT}/versions/:item`,
    access: 'viewer',
    summary: 'One item: its gate, and a chart for each measured criterion',
    query: versionQuery,
    response: versionResponse,
  }),
  onCall: contract({
    method: 'GET',
    path: `${PRODUCT}/oncall`,
    access: 'display',
    summary: 'What burns now',
    response: onCallResponse,
  }),
  alerts: contract({
    method: 'GET',
    path: `${PRODUCT}/alerts`,
    access: 'display',
    summary: 'Which alerts fire, what keeps them quiet, and how old that is',
    response: alertsResponse,
  }),
  spend: contract({
    method: 'GET',
    path: `${PRODUCT}/spend`,
    access: 'display',
    summary: 'Spend against the limits of the roadmap',
    response: spendResponse,
  }),
  breakers: contract({
    method: 'GET',
    path: `${PRODUCT}/breakers`,
    access: 'display',
    summary: 'Circuit breakers over the last 24 hours',
    response: breakersResponse,
  }),
  alertmanagerWebhook: contract({
    method: 'POST',
    path: '/api/v1/alertmanager/webhook',
    access: 'ingest',
    summary: 'Takes what the webhook of an Alertmanager sends',
    query: notificationQuery,
    body: notification,
    response: notificationOutcome,
  }),
  review: contract({
    method: 'GET',
    path: `${PRODUCT}/review/:period`,
    access: 'viewer',
    summary: 'A quarter: gates, actuals, milestones, events',
    response: reviewResponse,
  }),
} as const;

/** Server-sent events; not JSON, and so not among the contracts. */
export const STREAM_PATH = '/api/v1/stream';

/** A copy of the store's file, for the role admin; not JSON either. */
export const BACKUP_PATH = '/api/v1/backup';
