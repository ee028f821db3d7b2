import { asRecord, valueAt } from '../../../core/roadmap/document/raw.ts';
import { ATTESTED_KEY_PATTERN } from '../../../core/roadmap/document/schema.ts';
import { YamlText } from '../yaml-text.ts';
import { editYaml, type YamlChange } from './yaml-edit.ts';

/**
 * The text of a roadmap file with changes made. A criterion that stands there as a text becomes an object where a change adds something to it.
 *
 * @throws GatelineError `edit-impossible`
 */
export function applyChanges(text: string, changes: readonly YamlChange[]): string {
  const document = new YamlText(text).value();
  return editYaml(
    text,
    changes.flatMap((change) => [...objectFirst(document, change), change]),
  );
}

function objectFirst(document: unknown, { path, value }: YamlChange): readonly YamlChange[] {
  const parent = path.slice(0, -1);
  if (value === undefined || parent.at(-2) !== 'criteria') return [];
  const written = textOf(valueAt(document, parent));
  return written === undefined ? [] : [{ path: parent, value: { criterion: written } }];
}

/** `attested by security: drill done` without quotes is a mapping to YAML, and one text to people. */
function textOf(criterion: unknown): string | undefined {
  if (typeof criterion === 'string') return criterion;
  const [entry, ...more] = Object.entries(asRecord(criterion) ?? {});
  if (entry === undefined || more.length > 0 || !ATTESTED_KEY_PATTERN.test(entry[0])) return undefined;
  const [key, statement] = entry;
  return statement === null ? key : `${key}: ${String(statement)}`;
}
