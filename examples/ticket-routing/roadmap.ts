import { dataPart } from './roadmap/data.ts';
import { featuresPart } from './roadmap/features.ts';
import { infrastructurePart } from './roadmap/infrastructure.ts';
import { modelsPart } from './roadmap/models.ts';
import { productPart } from './roadmap/product.ts';
import { RoadmapWriter } from './roadmap/writing.ts';
import type { Timeline } from './timeline.ts';

/** The example's roadmap.yaml as a team would have it on the timeline's today. */
export function renderRoadmap(timeline: Timeline): string {
  const write = new RoadmapWriter(timeline);
  const parts = [
    heading(timeline),
    productPart(timeline),
    dataPart(write),
    modelsPart(write),
    featuresPart(write),
    infrastructurePart(write),
  ];
  return parts.join('\n');
}

function heading({ today, quarters }: Timeline): string {
  return `# The roadmap of an AI product: what it promises, by when, and what each step must reach before the next.
# As of ${today}, for ${quarters[0].name} to ${quarters[3].name}. Written by examples/ticket-routing/render.ts, so that the example is always of today.
# What each key means: docs/roadmap.md. Whether it is right: gateline validate roadmap.yaml
`;
}
