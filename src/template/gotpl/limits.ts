/** What one execution may take. It is stopped when it takes more, so that no template can stop the program. */
export interface Limits {
  readonly milliseconds: number;
  /** Of templates within templates; the stack may be full before. */
  readonly depth: number;
  /** Of output, counted in UTF-16 units. */
  readonly bytes: number;
}

export const defaultLimits: Limits = {
  milliseconds: 60_000,
  depth: 100_000, // text/template's own
  bytes: 32 * 1024 * 1024, // of text that compresses well, more than a release record can hold
};
