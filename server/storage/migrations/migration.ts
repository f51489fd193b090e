/** A numbered step of the schema, run once as owner, in a transaction. */
export interface Migration {
  version: number;
  /** SQL with the names of the roles filled in (quoted). */
  sql: (roles: { app: string; inbox: string }) => string;
}
