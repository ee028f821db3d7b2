import { readTargetFile } from '../../../collectors/scrape/read-target-file.ts';
import { targetOfFile } from '../../../collectors/scrape/target-of-file.ts';
import { clearRefusal, promised } from '../promises.ts';
import type { FuzzTarget } from '../target.ts';

/** Files in the format of file_sd, JSON and YAML. */
export const targetFileTarget: FuzzTarget = {
  name: 'file-sd',
  seeds: [
    '[{"targets": ["10.0.0.7:9464", "[::1]:80"], "labels": {"env": "eu", "__metrics_path__": "/m?x=1"}}]',
    '- targets:\n    - a.example:1\n    - b.example\n  labels:\n    version: 1.10\n    __scheme__: https\n- targets: []\n',
    '# comment\n- { targets: [a:1], labels: { __param_module: http, job: "x" } }\n',
    '- &a\n  targets: [a:1]\n- *a\n',
  ],
  words: [
    '- targets:',
    'labels:',
    '[',
    '{',
    '__scheme__: ',
    '&a ',
    '*a',
    '|\n',
    '>-\n',
    '!!binary ',
    '---\n',
    '? ',
    ': ',
  ],
  take: (input) => {
    try {
      const groups = readTargetFile('targets.yaml', Buffer.from(input).toString('utf8'));
      let bad = 0;
      for (const { addresses, labels } of groups) {
        for (const { text } of addresses) {
          const target = targetOfFile(text, labels, { scheme: 'http', metricsPath: '/metrics' });
          if (typeof target === 'string') bad += 1;
          else {
            const { protocol, username, password } = new URL(target.url);
            promised(/^https?:$/.test(protocol) && username + password === '', `an address: ${target.url}`);
            promised(
              !Object.keys(target.labels).some((name) => name.startsWith('__')),
              'only labels for series',
            );
          }
        }
      }
      return bad > 0 ? 'in part' : 'taken';
    } catch (error) {
      return clearRefusal(error, ['config-invalid'], /^targets\.yaml:\d+:\d+: .+\.$/);
    }
  },
};
