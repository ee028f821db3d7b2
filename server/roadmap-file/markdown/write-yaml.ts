import { Document, isMap, isSeq, type Scalar, visit, type YAMLMap } from 'yaml';
import type { ImportedRoadmap } from './import-markdown.ts';

/**
 * An imported roadmap as a roadmap.yaml for people to go on with: what each proposed criterion was read from stands above it.
 *
 * @param header lines of the remark at its head
 */
export function writeRoadmapYaml(
  { document, criteriaFrom }: ImportedRoadmap,
  header: readonly string[],
): string {
  const yaml = new Document(document);
  yaml.commentBefore = header.map((line) => ` ${line}`).join('\n');
  visit(yaml, {
    Pair: (_, pair) => {
      const key = (pair.key as Scalar).value;
      if (key === 'needs' && isSeq(pair.value)) pair.value.flow = true;
    },
    Map: (_, map) => {
      const id = map.get('id');
      const from = typeof id === 'string' ? criteriaFrom.get(id) : undefined;
      if (from !== undefined) remark(map, from);
    },
  });
  return yaml.toString({ lineWidth: 120, flowCollectionPadding: false });
}

function remark(item: YAMLMap, from: ReadonlyMap<number, string>): void {
  const criteria = item.getIn(['gate', 'criteria'], true);
  if (!isSeq(criteria)) return;
  for (const [i, words] of from) {
    const node = criteria.items[i];
    const remark = ` from: ${words.replace(/\s+/g, ' ').slice(0, 200)}`;
    if (isMap(node) || (typeof node === 'object' && node !== null)) (node as Scalar).commentBefore = remark;
  }
}
