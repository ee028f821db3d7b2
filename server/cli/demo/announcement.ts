import { timelineAt, timelineFor } from '../../../examples/ticket-routing/timeline.ts';
import { formatListenAddress } from '../../config/scalars.ts';
import type { RunningGateline } from '../../main.ts';
import type { DemoFolder } from './demo-folder.ts';
import type { ExampleService } from './example-service.ts';
import type { Story } from './story.ts';

export interface RunningDemo {
  readonly story: Story;
  readonly folder: Pick<DemoFolder, 'path' | 'roadmap'>;
  readonly gateline: Pick<RunningGateline, 'address' | 'otlpAddress'>;
  readonly service: Pick<ExampleService, 'address' | 'pid'>;
  /** Unix ms. */
  readonly now: number;
}

/** What is running, where, what to look at first, and how to stop it. */
export function announcement({ story, folder, gateline, service, now }: RunningDemo): string {
  const pages = `http://localhost:${gateline.address.port}`;
  const product = `${pages}/ticket-routing`;
  const otlp = gateline.otlpAddress;
  const taking = otlp === undefined ? '' : `, OTLP on http://${formatListenAddress(otlp)}`;
  return `
Gateline is on ${pages}

${columns([
  ['Gateline', `process ${process.pid}, pages and API on ${pages}${taking}`],
  ['example service', `process ${service.pid ?? 'ended'}, metrics on ${service.address}/metrics`],
  ['data', folder.path],
  ['roadmap', `${folder.roadmap}: change it, and watch the page`],
])}

Look first at
${columns([
  [product, 'the versions, what each must reach, and what it does'],
  [`${product}/versions/v3`, 'the one that fails, and on what'],
  [`${product}/oncall`, 'a circuit breaker opens there within two minutes'],
  [`${pages}/wall/office`, 'for the screen that everybody sees'],
])}

Ctrl-C stops all of it, and the next start goes on from there; --fresh begins anew.
${ageNote(story, now)}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`).join('\n');
}

/** The dates of the story stay as they were when it began. */
function ageNote({ today, zone }: Story, now: number): string {
  const told = timelineFor(today, zone).quarters[3].name;
  if (told === timelineAt(now, zone).quarters[3].name) return '';
  return `\nThis story is of ${told}, when it began: --fresh tells it as of today.\n`;
}
