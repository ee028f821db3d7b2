import { criterionWords } from './criterion-words.ts';
import type { Finding } from './finding.ts';
import { productWords, storeWords } from './product-words.ts';
import { sourceWords } from './source-words.ts';
import type { Words } from './word-parts.ts';

/** A finding in plain words, with its way out where there is one. */
export function findingWords(finding: Finding): Words {
  switch (finding.about) {
    case 'source':
      return sourceWords(finding.detail, finding.source);
    case 'criterion':
      return criterionWords(finding.detail, finding.item);
    case 'product':
      return productWords(finding.detail, finding.product);
    case 'store':
      return storeWords(finding.detail);
  }
}
