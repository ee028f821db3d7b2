import { mayBeRead } from '../genai/contents.ts';
import { isGiven, type JsonObject, type JsonWalker } from '../json-walker.ts';
import { type AttributeValue, LONGEST_VALUE } from './attributes.ts';
import { MAX_ATTRIBUTES, type MutableAttributes, noAttributes } from './protobuf-attribute-values.ts';

/**
 * Reads the attributes of a span, an event or a log record: scalars, and short lists of them as JSON. What may hold contents is not looked
 * at.
 *
 * @throws GatelineError `otlp-invalid` with the path, without what was found there
 */
export function readJsonAttributes(walker: JsonWalker, parent: JsonObject): MutableAttributes {
  const attributes = noAttributes();
  let count = 0;
  walker.eachObject(parent, 'attributes', (pair) => {
    count += 1;
    if (count > MAX_ATTRIBUTES) walker.fail(`at most ${MAX_ATTRIBUTES} attributes`, []);
    const name = walker.text(pair, 'key');
    if (!mayBeRead(name)) return;
    const value = walker.object(pair, 'value', (of) => readValue(walker, of));
    if (value !== undefined && !(typeof value === 'string' && value.length > LONGEST_VALUE)) {
      attributes[name] = value;
    }
  });
  return attributes;
}

function readValue(walker: JsonWalker, value: JsonObject): AttributeValue | undefined {
  if (isGiven(value, 'stringValue')) return walker.text(value, 'stringValue');
  if (isGiven(value, 'boolValue')) return walker.boolean(value, 'boolValue');
  if (isGiven(value, 'intValue')) return walker.integer(value, 'intValue');
  if (isGiven(value, 'doubleValue')) return finite(walker.double(value, 'doubleValue'));
  const items = walker.object(value, 'arrayValue', (list) => readList(walker, list));
  return items === undefined ? undefined : JSON.stringify(items);
}

function readList(walker: JsonWalker, list: JsonObject): AttributeValue[] {
  const items: AttributeValue[] = [];
  walker.eachObject(list, 'values', (item) => {
    const value = isGiven(item, 'arrayValue') ? undefined : readValue(walker, item);
    if (value !== undefined) items.push(value);
  });
  return items;
}

/** As protobuf's come: what is no finite number is told as text. */
function finite(value: number): AttributeValue {
  return Number.isFinite(value) ? value : String(value);
}
