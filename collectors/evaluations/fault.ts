import type { DocumentPath } from '../../core/roadmap/document/problem.ts';

/** A place in a file, 1-based. */
export interface Place {
  readonly line: number;
  readonly column?: number;
}

/** One thing that is wrong in a file: what was read and what was expected, where. */
export interface Fault {
  readonly message: string;
  /** Where it stands in the document; absent: the file as a whole. */
  readonly path?: DocumentPath;
  readonly place?: Place;
}

/** Why a file cannot be taken. Of very many faults the first are told. */
export class FileFaults extends Error {
  override readonly name = 'FileFaults';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ message }) => message).join('\n'));
    this.faults = faults;
  }
}

/** The file as a whole, or one place of it, is not as it should be. */
export function fault(message: string, where: Omit<Fault, 'message'> = {}): FileFaults {
  return new FileFaults([{ message, ...where }]);
}

/** `items[3].values.correct`; the root is `the file`. */
export function pathText(path: DocumentPath): string {
  if (path.length === 0) return 'the file';
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part}`))
    .join('');
}
