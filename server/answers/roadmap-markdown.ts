import type { GateBoard, LoadedRoadmap } from '../http/read-models.ts';
import { documentOf } from '../roadmap-file/markdown/document-of.ts';
import { exportMarkdown } from '../roadmap-file/markdown/export-markdown.ts';

/** The roadmap in force as a document, with how it stands now. */
export function roadmapMarkdown(
  { roadmap, revision, text }: LoadedRoadmap,
  gates: GateBoard,
  now: number,
): string {
  const { product } = roadmap;
  return exportMarkdown(documentOf(text), {
    asOf: now,
    revision,
    roadmap,
    gates: gates.gates(product),
    successMetrics: gates.successMetrics(product),
  });
}
