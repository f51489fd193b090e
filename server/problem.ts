/** A refusal that the caller is told: HTTP status, stable code, one plain sentence for developers. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: { field?: string; retryAfterSeconds?: number; limitBytes?: number; after?: number } = {},
  ) {
    super(message);
  }
}
