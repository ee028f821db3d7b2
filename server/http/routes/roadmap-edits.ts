import type { Request } from 'express';
import { GatelineError } from '../../../core/errors.ts';
import type { RoadmapEdit } from '../../roadmap-file/edit/changes.ts';
import type { EditOutcome, RoadmapEditor } from '../../roadmap-file/edit/roadmap-editor.ts';
import { callerName } from '../auth/caller.ts';
import { api } from '../contract/api.ts';
import type { Contract } from '../contract/endpoint.ts';
import type { RoadmapEditResponse } from '../contract/roadmap-edit.ts';
import type { RoadmapCatalogue } from '../read-models.ts';
import { revisionsIn, revisionTag } from '../revision-tag.ts';
import { type Route, type RouteRequest, route } from '../route.ts';
import { loadedProduct } from './products.ts';

export interface RoadmapEditRouteDeps {
  readonly roadmaps: RoadmapCatalogue;
  readonly editor: RoadmapEditor;
}

/** Changes of a roadmap: its milestones, waivers and attestations. */
export function roadmapEditRoutes({ roadmaps, editor }: RoadmapEditRouteDeps): Route[] {
  const edit = async <C extends Contract>(
    {
      params,
      caller,
      http,
    }: Pick<RouteRequest<C>, 'caller' | 'http'> & { readonly params: { readonly product: string } },
    what: RoadmapEdit,
  ): Promise<RoadmapEditResponse> => {
    const { product } = loadedProduct(roadmaps, params.product).roadmap;
    const ifMatch = revisionsSeen(http.request);
    const outcome = await editor.edit({ product, edit: what, ifMatch, by: callerName(caller) });
    http.response.set('ETag', revisionTag(outcome.revision));
    return answerOf(outcome);
  };
  return [
    route(api.changeMilestone, (request) => {
      const { item, milestone } = request.params;
      return edit(request, { kind: 'milestone', item, milestone, set: request.body });
    }),
    route(api.waive, (request) => {
      const { item, criterion } = request.params;
      return edit(request, { kind: 'waiver', item, criterion, waiver: request.body });
    }),
    route(api.withdrawWaiver, (request) => {
      const { item, criterion } = request.params;
      return edit(request, { kind: 'waiver', item, criterion, waiver: undefined });
    }),
    route(api.attest, (request) => {
      const { item, criterion } = request.params;
      return edit(request, { kind: 'attestation', item, criterion, attestation: request.body });
    }),
    route(api.withdrawAttestation, (request) => {
      const { item, criterion } = request.params;
      return edit(request, { kind: 'attestation', item, criterion, attestation: undefined });
    }),
  ];
}

/** The revisions of `If-Match`. @throws GatelineError `precondition-required` (RFC 6585 §3): without them an edit could undo another's */
function revisionsSeen(request: Request): readonly string[] {
  const header = request.get('if-match');
  if (header !== undefined) return revisionsIn(header);
  const message =
    'Say which revision of the roadmap this changes, as If-Match: "REVISION"; the roadmap and its file tell it (`revision`, ETag). * takes whichever is there.';
  throw new GatelineError('precondition-required', message);
}

function answerOf({ applied, revision, sentence, patch, reason }: EditOutcome): RoadmapEditResponse {
  return { applied, revision, sentence, patch, ...(reason === undefined ? {} : { reason }) };
}
