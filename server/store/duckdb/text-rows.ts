import { type DuckDBAppender, type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';

export type Field = string | number | bigint | boolean | null;

/** Appends a few rows with texts to a table, inside the caller's transaction. Numbers go to INTEGER, DOUBLE or BIGINT columns alike. */
export async function appendRows(
  connection: DuckDBConnection,
  table: string,
  rows: readonly (readonly Field[])[],
): Promise<void> {
  // Most commits have nothing for most tables, and an appender costs as much as many rows.
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table);
  const types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i));
  for (const row of rows) {
    for (let i = 0; i < types.length; i += 1) append(appender, row[i] ?? null, types[i] as DuckDBType);
    appender.endRow();
  }
  appender.closeSync();
}

/** Texts and whole numbers go the short way, without a value of DuckDB's own in between. */
function append(appender: DuckDBAppender, value: Field, type: DuckDBType): void {
  if (value === null) appender.appendNull();
  else if (typeof value === 'string' && type.typeId === DuckDBTypeId.VARCHAR) appender.appendVarchar(value);
  else if (typeof value === 'number' && type.typeId === DuckDBTypeId.INTEGER) appender.appendInteger(value);
  else if (typeof value === 'number' && type.typeId === DuckDBTypeId.BIGINT)
    appender.appendBigInt(BigInt(value));
  else appender.appendValue(value, type);
}
