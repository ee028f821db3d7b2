import { criteriaAsTexts } from '../../../core/roadmap/document/criteria-shape.ts';
import { withoutGaps } from '../../../core/roadmap/document/gaps.ts';
import { type RoadmapDocument, roadmapSchema } from '../../../core/roadmap/document/schema.ts';
import { YamlText } from '../yaml-text.ts';

/** The document of a roadmap file that is in force, as its schema gives it. @throws what the schema throws, for a file that is not right */
export function documentOf(yaml: string): RoadmapDocument {
  const ignore = () => {};
  return roadmapSchema.parse(withoutGaps(criteriaAsTexts(new YamlText(yaml).value(), ignore), ignore));
}
