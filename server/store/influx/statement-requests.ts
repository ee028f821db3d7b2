/**
 * InfluxDB reads 10 MiB of a form and takes what is longer for nothing at all. So many letters, of which an encoded one may take three,
 * name some ten thousand series, about which it answers within its time.
 * https://pkg.go.dev/net/http#Request.ParseForm
 */
const LETTERS_PER_REQUEST = 300_000;

/** Statements as they go to InfluxDB, in one request or in several, in order. */
export function inRequests(statements: readonly string[]): string[][] {
  const requests: string[][] = [];
  let letters = Number.POSITIVE_INFINITY;
  for (const statement of statements) {
    letters += statement.length;
    if (letters > LETTERS_PER_REQUEST) {
      requests.push([]);
      letters = statement.length;
    }
    requests.at(-1)?.push(statement);
  }
  return requests;
}
