import type { AttributeSet } from '../attribute-table.ts';
import type { DecoderTables } from '../decoder-tables.ts';
import { parseJson } from '../json-body.ts';
import { JsonEnvelope, type JsonEnvelopeReader } from '../json-envelope.ts';
import { type JsonObject, JsonWalker } from '../json-walker.ts';
import type { Scope } from '../metric-points.ts';
import { readJsonAttributes } from '../spans/json-attribute-values.ts';
import { readId } from '../spans/json-spans.ts';
import { Blocks, DEFAULT_ITEM_LIMITS, type ItemLimits } from '../spans/span.ts';
import { type DecodedLogs, EVALUATION_EVENT, EVENT_NAME_ATTRIBUTE } from './log-record.ts';

const KEYS = { resources: 'resourceLogs', scopes: 'scopeLogs', items: 'logRecords' };

/**
 * Decodes an ExportLogsServiceRequest in OTLP's JSON encoding into what the protobuf decoder gives.
 *
 * @throws GatelineError `otlp-invalid` with the position or the path, `payload-too-large` beyond the limits
 */
export function decodeJsonLogs(
  body: Uint8Array,
  tables: DecoderTables,
  limits: ItemLimits = DEFAULT_ITEM_LIMITS,
): DecodedLogs {
  tables.attributes.allow(limits.newSets);
  const logs: DecodedLogs = new Blocks(limits.items, 'log records');
  const walker = new JsonWalker({ quotes: false });
  new JsonEnvelope(walker, tables.attributes, KEYS, new RecordReader(walker, logs)).walk(parseJson(body));
  return logs;
}

class RecordReader implements JsonEnvelopeReader {
  readonly #walker: JsonWalker;
  readonly #logs: DecodedLogs;

  constructor(walker: JsonWalker, logs: DecodedLogs) {
    this.#walker = walker;
    this.#logs = logs;
  }

  countBlock(): void {
    this.#logs.count();
  }

  resource(resource: AttributeSet): void {
    this.#logs.resources.push(resource);
  }

  item(record: JsonObject, resource: AttributeSet, scope: Scope): void {
    const walker = this.#walker;
    const attributes = readJsonAttributes(walker, record);
    const eventName = walker.text(record, 'eventName') || String(attributes[EVENT_NAME_ATTRIBUTE] ?? '');
    if (eventName !== EVALUATION_EVENT) return;
    this.#logs.add(resource, scope, {
      at: walker.instant(record, 'timeUnixNano'),
      observedAt: walker.instant(record, 'observedTimeUnixNano'),
      eventName,
      traceId: readId(walker, record, 'traceId'),
      spanId: readId(walker, record, 'spanId'),
      attributes,
      refused: false,
    });
  }
}
