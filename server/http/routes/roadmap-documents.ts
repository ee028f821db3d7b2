import type { Clock } from '../../../core/ports.ts';
import { roadmapMarkdown } from '../../answers/roadmap-markdown.ts';
import { api } from '../contract/api.ts';
import type { GateBoard, RoadmapCatalogue } from '../read-models.ts';
import { revisionTag } from '../revision-tag.ts';
import { type Route, route } from '../route.ts';
import { loadedProduct } from './products.ts';

export interface DocumentRouteDeps {
  readonly clock: Clock;
  readonly roadmaps: RoadmapCatalogue;
  readonly gates: GateBoard;
}

/** The roadmap as files: as the team wrote it, and as a document for people. */
export function roadmapDocumentRoutes({ clock, roadmaps, gates }: DocumentRouteDeps): Route[] {
  return [
    route(api.roadmapFile, ({ params, http }) => {
      const { revision, text } = loadedProduct(roadmaps, params.product);
      http.response.set('ETag', revisionTag(revision));
      return text;
    }),
    route(api.roadmapMarkdown, ({ params }) =>
      roadmapMarkdown(loadedProduct(roadmaps, params.product), gates, clock.now()),
    ),
  ];
}
