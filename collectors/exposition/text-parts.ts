/** A part of a text keeps all of it in memory; this keeps the part alone. */
export function detached(part: string): string {
  return Buffer.from(part, 'utf8').toString('utf8');
}

/** The 1-based number of the line that a place in a text is on. */
export function lineNumber(body: string, at: number): number {
  let line = 1;
  for (let i = body.indexOf('\n'); i !== -1 && i < at; i = body.indexOf('\n', i + 1)) line += 1;
  return line;
}
