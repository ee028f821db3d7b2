import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, signalAliases } from '../../core/signal/catalogue.ts';
import { formatEvaluationFormula, formatFormula } from '../../core/signal/formula.ts';
import { MEASURES } from '../../core/signal/measures.ts';

describe('docs/signals.md', () => {
  const docs = readFileSync(new URL('../../docs/signals.md', import.meta.url), 'utf8');

  it('has the table of signals as the code has it', () => {
    expect(section('signals')).toBe(signalTable());
  });

  it('has the table of measures as the code has it', () => {
    expect(section('measures')).toBe(measureTable());
  });

  function section(name: string): string {
    const start = `<!-- ${name}: begin -->\n`;
    const from = docs.indexOf(start) + start.length;
    return docs.slice(from, docs.indexOf(`<!-- ${name}: end -->`, from)).trim();
  }
});

function signalTable(): string {
  const rows = Object.values(CATALOGUE).map((signal) =>
    row([
      `\`${signal.name}\``,
      signal.family,
      signal.unit,
      signal.better,
      `\`${formatFormula(signal.formula)}\``,
      signal.evaluation === undefined ? '' : `\`${formatEvaluationFormula(signal.evaluation)}\``,
      signalAliases(signal.name).join(', '),
    ]),
  );
  const head = [
    'signal',
    'family',
    'unit',
    'better',
    'from measures',
    'from evaluation items',
    'also called',
  ];
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

function measureTable(): string {
  const rows = Object.values(MEASURES).map((measure) =>
    row([`\`${measure.name}\``, measure.kind, measure.unit, measure.meaning]),
  );
  const head = ['measure', 'kind', 'unit', 'what it counts'];
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
