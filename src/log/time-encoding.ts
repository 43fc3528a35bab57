/** How the `ts` of a line is written; the names are those of helm-operator's `--zap-time-encoding`. */
export const timeEncodings = ['epoch', 'millis', 'nano', 'iso8601', 'rfc3339', 'rfc3339nano'] as const;

export type TimeEncoding = (typeof timeEncodings)[number];

/** The JSON text of a moment, given in milliseconds since 1970. */
export function encodeTime(ms: number, encoding: TimeEncoding): string {
  switch (encoding) {
    case 'epoch':
      return String(ms / 1_000);
    case 'millis':
      return String(ms);
    case 'nano':
      return `${ms}000000`;
    case 'iso8601':
    case 'rfc3339nano':
      return `"${new Date(ms).toISOString()}"`;
    case 'rfc3339':
      return `"${new Date(ms).toISOString().slice(0, -'.000Z'.length)}Z"`;
  }
}
