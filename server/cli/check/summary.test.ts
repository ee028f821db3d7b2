import { describe, expect, it } from 'vitest';
import { checkSummary } from './summary.ts';
import { criterionOf, reportOf } from './testing/reports.ts';

describe('the outcome of a check as Markdown', () => {
  it('is a heading, a table, and what is not well', () => {
    expect(checkSummary(reportOf())).toBe(`### ◐ v2 is not proven

| Verdict | Criterion | Actual | Target | n |
| - | - | - | - | - |
| ◐ unproven | \`accuracy >= 85%\` | – | ≥ 85 % | – |
| ✔ pass | \`latency_p99 < 2s\` | – | ≥ 85 % | – |

- v2 is unproven on accuracy.

desk, roadmap revision abcdef012345, judged by <https://gateline.example.com>.

`);
  });

  it('stays a table whatever a roadmap says', () => {
    const text = 'attested by qa: "a | b\n\n# no heading <script>`x`"';
    const summary = checkSummary(
      reportOf({ criteria: [criterionOf({ text, state: 'fail', sentence: text })] }),
    );
    const [row] = summary.split('\n').filter((line) => line.includes('✖ fail'));
    expect(row).toContain('a \\| b');
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(summary).not.toMatch(/^# no heading/m);
    expect(summary).toContain('\\# no heading \\<script>');
  });
});
