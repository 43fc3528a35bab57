/** The length of the zone abbreviation at the start of a text, as Go guesses it; undefined when there is none. */
export function zoneNameLength(text: string): number | undefined {
  if (text.length < 3) return undefined;
  if (text.startsWith('ChST') || text.startsWith('MeST')) return 4;
  if (text.startsWith('GMT')) return 3 + signedOffsetLength(text.slice(3));
  if (text.startsWith('+') || text.startsWith('-')) return signedOffsetLength(text) || undefined;
  const letters = /^[A-Z]{0,6}/.exec(text)![0];
  if (letters.length === 3) return 3;
  if (letters.length === 4) return letters.endsWith('T') || letters === 'WITA' ? 4 : undefined;
  return letters.length === 5 && letters.endsWith('T') ? 5 : undefined;
}

/** `+3` or `-11`: at most 23; 0 when there is none. */
function signedOffsetLength(text: string): number {
  const match = /^[-+]([0-9]+)/.exec(text);
  return match && Number(match[1]) <= 23 ? match[0].length : 0;
}

/**
 * Seconds east of UTC, of a text like `kind`: -07 -0700 -07:00 -070000 -07:00:00, or those with Z for the sign. Undefined
 * when it is none; the words of the fault when a part is too large, which Go finds before it looks at what follows.
 */
export function readZoneOffset(text: string, kind: string): number | string | undefined {
  const isColon = kind.includes(':');
  if (text.length < kind.length || (isColon && !/^...:..(?:$|:)/s.test(text.slice(0, kind.length)))) return undefined;
  const step = isColon ? 3 : 2;
  const parts = [0, 0, 0];
  let isGood = true;
  for (let i = 0; i < 3 && 1 + i * step < kind.length && isGood; i += 1) {
    const digits = text.slice(1 + i * step, 3 + i * step);
    isGood = /^[0-9]{2}$/.test(digits);
    if (isGood) parts[i] = Number(digits);
  }
  const [hours = 0, minutes = 0, seconds = 0] = parts;
  const fault = seconds > 60 ? 'second' : minutes > 60 ? 'minute' : hours > 24 ? 'hour' : '';
  if (fault) return `time zone offset ${fault}`;
  const sign = text.charAt(0);
  if (!isGood || (sign !== '+' && sign !== '-')) return undefined;
  const size = hours * 3600 + minutes * 60 + seconds;
  return sign === '-' ? -size : size;
}
