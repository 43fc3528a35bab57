/** Which part of a list. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface Listed<T> {
  readonly objects: readonly T[];
  /** Of all pages. */
  readonly total: number;
}
