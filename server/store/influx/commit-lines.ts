import { setImmediate } from 'node:timers/promises';
import type { Catalogue, CataloguedSeries } from '../duckdb/catalogue.ts';
import type { CommitBuffer, PartitionRows } from '../duckdb/commit-buffer.ts';
import { INCREMENT_QUARTERS, INCREMENTS, SAMPLES } from '../duckdb/numbers/families.ts';
import { QUARTER_HOUR_MS } from '../duckdb/read-plan.ts';
import { fieldValue, nanoseconds } from './line-protocol.ts';
import { fieldOf, type InfluxLevel, measurementOf, tagsOf } from './points.ts';
import { LINES_PER_REQUEST } from './request-size.ts';

/** After so many rows the event loop has its turn. */
const ROWS_PER_TURN = 5_000;
/** Digits below the millisecond; 0 is that of sealed roll-ups. */
const BELOW = 999_999;
/** Commits that fall into less than this have different digits: a million commits take much longer. */
const DIGITS_TELL_APART_MS = 3_600_000;

/** Says which numbers a commit has, so that no two of its points fall together with those of another. */
export interface CommitIdentity {
  readonly ledger: string;
  /** Number of the commit. */
  readonly sequence: number;
  /** Time of the latest data, Unix ms. */
  readonly latestAt: number;
}

/**
 * The numbers of a group commit as bodies of line protocol. Two points of one series and time overwrite each other in InfluxDB, so what one
 * commit brings for the same series and time is one point, and the digits below the millisecond carry the number of the commit: sent again,
 * a point overwrites itself, and nothing else. Where the digits could come round (data older than an hour) a tag carries the rest.
 *
 * A large commit takes hundreds of milliseconds: others have their turn in between. Nothing is added to the buffer meanwhile.
 */
export async function commitBodies(
  buffer: CommitBuffer,
  catalogue: Catalogue,
  identity: CommitIdentity,
): Promise<{ points: number; body: string }[]> {
  const lines = new Lines(identity);
  let taken = 0;
  for (const part of buffer.partitionRows()) {
    for (let row = 0; row < part.rows.length; row += 1) {
      addRow(lines, part, row, catalogue);
      taken += 1;
      if (taken % ROWS_PER_TURN === 0) await setImmediate();
    }
  }
  for (const { cell, slot, value } of buffer.lateDays) {
    addIncrement(lines, catalogue, 'day', cell, slot * QUARTER_HOUR_MS, value);
  }
  const bodies = [];
  for (const body of lines.bodies()) {
    bodies.push(body);
    if (body.points === LINES_PER_REQUEST) await setImmediate();
  }
  return bodies;
}

function addRow(lines: Lines, { rows, family }: PartitionRows, row: number, catalogue: Catalogue): void {
  const id = rows.at(row, 0);
  const at = rows.at(row, 1) * family.unitMs;
  if (family === INCREMENTS) addIncrement(lines, catalogue, 'raw', id, at, rows.at(row, 2));
  else if (family === INCREMENT_QUARTERS) addIncrement(lines, catalogue, 'quarter', id, at, rows.at(row, 2));
  else if (family === SAMPLES) addSample(lines, catalogue, id, at, rows.at(row, 2));
  else addSummary(lines, catalogue, id, at, rows, row);
}

function addIncrement(
  lines: Lines,
  catalogue: Catalogue,
  level: InfluxLevel,
  id: number,
  at: number,
  value: number,
): void {
  const cell = catalogue.cell(id);
  if (cell !== undefined) lines.add(level, cell.owner, at, fieldOf(cell), value);
}

/** Samples of a gauge do not add up: each is a point of its own. */
function addSample(lines: Lines, catalogue: Catalogue, id: number, at: number, value: number): void {
  const cell = catalogue.cell(id);
  if (cell === undefined) return;
  lines.set('raw', cell.owner, at, [
    ['value', value],
    ['at', at],
  ]);
}

function addSummary(
  lines: Lines,
  catalogue: Catalogue,
  id: number,
  at: number,
  rows: PartitionRows['rows'],
  row: number,
): void {
  const cell = catalogue.cell(id);
  if (cell === undefined) return;
  const names = ['samples', 'sum', 'min', 'max', 'last', 'last_at'] as const;
  lines.set(
    'quarter',
    cell.owner,
    at,
    names.map((name, i) => [name, rows.at(row, i + 2)] as const),
  );
}

interface Point {
  readonly measurement: string;
  readonly owner: CataloguedSeries;
  readonly at: number;
  readonly fields: Map<string, number>;
  /** Points that could not be one: the second sample of a gauge at one time. */
  readonly copy: number;
}

class Lines {
  readonly #identity: CommitIdentity;
  readonly #points = new Map<string, Point>();
  /** How many points stand for the first one and those that could not be one with it. */
  readonly #copies = new Map<Point, number>();
  readonly #tags = new Map<CataloguedSeries, string>();

  constructor(identity: CommitIdentity) {
    this.#identity = identity;
  }

  add(level: InfluxLevel, owner: CataloguedSeries, at: number, field: string, value: number): void {
    const { fields } = this.#point(level, owner, at, 0);
    fields.set(field, (fields.get(field) ?? 0) + value);
  }

  set(
    level: InfluxLevel,
    owner: CataloguedSeries,
    at: number,
    fields: readonly (readonly [string, number])[],
  ): void {
    const first = this.#point(level, owner, at, 0);
    const copies = first.fields.size === 0 ? 0 : (this.#copies.get(first) ?? 1);
    if (copies > 0) this.#copies.set(first, copies + 1);
    const point = copies === 0 ? first : this.#point(level, owner, at, copies);
    for (const [name, value] of fields) point.fields.set(name, value);
  }

  *bodies(): Iterable<{ points: number; body: string }> {
    let some: string[] = [];
    for (const point of this.#points.values()) {
      some.push(this.#line(point));
      if (some.length < LINES_PER_REQUEST) continue;
      yield { points: some.length, body: some.join('\n') };
      some = [];
    }
    if (some.length > 0) yield { points: some.length, body: some.join('\n') };
  }

  #point(level: InfluxLevel, owner: CataloguedSeries, at: number, copy: number): Point {
    const measurement = measurementOf(level, owner.kind);
    const key = `${measurement} ${owner.id} ${at} ${copy}`;
    let point = this.#points.get(key);
    if (point === undefined) {
      point = { measurement, owner, at, fields: new Map(), copy };
      this.#points.set(key, point);
    }
    return point;
  }

  #line(point: Point): string {
    const { sequence, latestAt } = this.#identity;
    const below = 1 + (sequence % BELOW);
    const round = Math.floor(sequence / BELOW);
    const old = round > 0 && point.at < latestAt - DIGITS_TELL_APART_MS;
    const apart = `${old ? `,round=${round}` : ''}${point.copy > 0 ? `,copy=${point.copy}` : ''}`;
    const fields = [...point.fields].map(([name, value]) => `${name}=${fieldValue(value)}`).join(',');
    return `${point.measurement},${this.#tagsOf(point.owner)}${apart} ${fields} ${nanoseconds(point.at, below)}`;
  }

  #tagsOf(owner: CataloguedSeries): string {
    let tags = this.#tags.get(owner);
    if (tags === undefined) {
      tags = tagsOf(this.#identity.ledger, owner);
      this.#tags.set(owner, tags);
    }
    return tags;
  }
}
