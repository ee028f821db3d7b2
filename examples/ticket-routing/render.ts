import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderConfiguration } from './configuration.ts';
import { evaluationFiles, evaluationText } from './evaluations.ts';
import { renderRoadmap } from './roadmap.ts';
import { DEFAULT_ZONE, type Timeline, timelineAt, timelineFor } from './timeline.ts';

/** Files of the example for one today, by path. */
export function renderFiles(timeline: Timeline, seed = 'demo'): Map<string, string> {
  const evaluations = evaluationFiles(timeline, seed).map(
    (file) => [join('evaluations', file.name), evaluationText(file)] as const,
  );
  return new Map([
    ['roadmap.yaml', renderRoadmap(timeline)],
    ['gateline.yaml', renderConfiguration('demo')],
    ...evaluations,
  ]);
}

/** `node examples/ticket-routing/render.ts --out DIR [--today DATE] [--zone NAME] [--no-evaluations]` */
async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string', default: '.' },
      today: { type: 'string' },
      zone: { type: 'string', default: DEFAULT_ZONE },
      'no-evaluations': { type: 'boolean', default: false },
    },
  });
  const { today, zone, out } = values;
  const timeline = today === undefined ? timelineAt(Date.now(), zone) : timelineFor(today, zone);
  await mkdir(join(out, 'evaluations'), { recursive: true });
  for (const [name, text] of renderFiles(timeline)) {
    if (values['no-evaluations'] && name.startsWith('evaluations')) continue;
    await writeFile(join(out, name), text);
    console.log(join(out, name));
  }
}

if (import.meta.main) await run(process.argv.slice(2));
