import type { ValueFrom } from '../../core/measure/label-value.ts';
import { measuresOfPreset } from './expand.ts';
import { PRESET_NAMES, presetNamed } from './library.ts';
import type { Preset, PresetBreaker, PresetMetric } from './preset-schema.ts';

/** The generated part of docs/presets.md: all presets as a table, then each with its mapping and what to know of it. */
export function presetsDocument(): string {
  const head = row(['preset', 'gives', 'sources', 'the version is in', 'measures']);
  const rows = PRESET_NAMES.map((name) => summary(name, presetNamed(name)));
  const table = [head, row(['---', '---', '---', '---', '---']), ...rows].join('\n');
  return [table, ...PRESET_NAMES.map((name) => section(name, presetNamed(name)))].join('\n\n');
}

function summary(name: string, preset: Preset): string {
  const measures = measuresOfPreset(preset).map(code);
  const breakers = preset.breakers.length > 0 ? ['circuit breakers'] : [];
  const spans = preset.spans ? ['what spans give'] : [];
  return row([
    `[\`${name}\`](#${name})`,
    preset.gives.join(', '),
    sourcesOf(preset).join(', '),
    preset.version,
    [...measures, ...breakers, ...spans].join(', '),
  ]);
}

/** The types of sources that a preset is for. */
export function sourcesOf({ names, metrics, breakers, spans }: Preset): readonly string[] {
  if (metrics.length + breakers.length === 0) return ['otlp'];
  const isSent = names === 'opentelemetry' || spans || breakers.some(({ metric }) => metric.includes('.'));
  return isSent ? ['otlp', 'scrape', 'prometheus'] : ['scrape', 'prometheus'];
}

function section(name: string, preset: Preset): string {
  const { title, about, seen, documentation, notes, examples } = preset;
  const parts = [
    `### ${name}`,
    `**${title}.** ${about} Names as in ${seen}; see ${documentation.map((url) => `<${url}>`).join(', ')}.`,
    attribution(preset),
    mappingTable(preset),
    breakerTable(preset),
    list(notes),
    list(
      examples.map(
        ({ file, origin, from }) => `Example (${origin}): \`collectors/presets/examples/${file}\`, ${from}.`,
      ),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function attribution({ attribution: { item, build, environment }, model }: Preset): string {
  const said = [
    ['item', item],
    ['build', build],
    ['environment', environment],
    ['model, for prices', model],
  ] as const;
  return list(said.flatMap(([what, from]) => (from === undefined ? [] : [`${what}: ${valueInWords(from)}`])));
}

function valueInWords(from: ValueFrom): string {
  if (typeof from === 'string') return code(from);
  if (Array.isArray(from)) return from.map(valueInWords).join('; else ');
  if (from.label === undefined) return code(from.is ?? '');
  const labels = [from.label].flat().map(code).join(', else ');
  const patterns = Object.entries(from.map ?? {}).map(
    ([pattern, text]) => `${code(pattern)} becomes ${code(text)}`,
  );
  return patterns.length === 0 ? labels : `${labels}, of which ${patterns.join(', ')}`;
}

function mappingTable({ metrics }: Preset): string {
  if (metrics.length === 0) return '';
  const rows = metrics.map((metric) => row([code(metric.metric), code(metric.measure), remarks(metric)]));
  return [row(['metric', 'measure', '']), row(['---', '---', '---']), ...rows].join('\n');
}

function remarks({ where, unless, scale, kind, unit, instrument }: PresetMetric): string {
  const said = [
    ...conditions(where),
    ...(unless === undefined ? [] : [`unless there is ${unless.map(code).join(' or ')}`]),
    ...(scale === undefined ? [] : [`× ${scale}`]),
    ...(kind === undefined ? [] : [`as a ${kind}`]),
    ...(instrument === undefined
      ? []
      : [
          [
            instrument,
            ...[unit ?? '']
              .flat()
              .filter((one) => one !== '')
              .map(code),
          ].join(' '),
        ]),
  ];
  return said.join('; ');
}

function conditions(where: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(where ?? {}).map(([label, pattern]) =>
    pattern.startsWith('!')
      ? `${code(label)} not ${code(pattern.slice(1))}`
      : `${code(label)} ${code(pattern)}`,
  );
}

function breakerTable({ breakers }: Preset): string {
  if (breakers.length === 0) return '';
  const rows = breakers.map((breaker) =>
    row([
      code(breaker.metric),
      valueInWords(breaker.name),
      [...conditions(breaker.where), reading(breaker)].join('; '),
    ]),
  );
  return [row(['metric', 'breaker', 'states']), row(['---', '---', '---']), ...rows].join('\n');
}

function reading({
  values,
  stateLabel,
  eventLabel,
  states,
  event,
  rejections,
  closesAfterMs,
}: PresetBreaker): string {
  const pairs = (of: Readonly<Record<string, string>> = {}) =>
    Object.entries(of)
      .map(([value, state]) => `${code(value)} ${state}`)
      .join(', ');
  if (values !== undefined) return `its value: ${pairs(values)}`;
  if (stateLabel !== undefined) return `one-hot by ${code(stateLabel)}: ${pairs(states)}`;
  if (eventLabel !== undefined) return `events by ${code(eventLabel)}: ${pairs(states)}`;
  if (rejections === true) return 'calls that it turned away: it was open in between';
  const closes = closesAfterMs === undefined ? '' : `, and closes by itself after ${closesAfterMs / 1_000} s`;
  return `each increase: ${event ?? ''}${closes}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** A bar ends a cell, and a backslash in front of one is for Markdown. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
