import { attributesOf, countOf, type Export, INTERVAL_MS, METRICS, SETS } from './export-body.ts';

/** The same points as {@link exportBody} in InfluxDB's line protocol, one a line, times in ms: what is a resource's there is a tag here. */
export function lineBody({ round, startedAt, instance }: Export): Uint8Array {
  const at = startedAt + round * INTERVAL_MS;
  const lines: string[] = [];
  for (let m = 0; m < METRICS; m += 1) {
    for (let set = 0; set < SETS; set += 1) {
      const { total } = countOf(set, round);
      lines.push(`app.metric.${m},${tagsOf(instance, set)} value=${total} ${at}`);
    }
  }
  return Buffer.from(lines.join('\n'));
}

const TAGS = new Map<string, string>();

function tagsOf(instance: string, set: number): string {
  const key = `${instance} ${set}`;
  let tags = TAGS.get(key);
  if (tags === undefined) {
    const own = [['service.name', 'ticket-router'], ['service.instance.id', instance], ...attributesOf(set)];
    tags = own.map(([name, value]) => `${name}=${value}`).join(',');
    TAGS.set(key, tags);
  }
  return tags;
}
