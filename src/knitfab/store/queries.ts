import type { QueryResult, QueryResultRow } from 'pg';

/** What a pool, a client of it and a client of one's own have in common. */
export interface Queries {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>>;
}
