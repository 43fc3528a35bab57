import { RE2JS } from 're2js';
import { byteLength, GoError, parseRequestUrl, parseUrl, toByteText } from '../template/index.ts';

/** What govalidator's IsEmail takes for an e-mail address. */
export function isEmail(text: string): boolean {
  return email.test(text);
}

/** What govalidator's IsRequestURL takes for a URL: any with a scheme. */
export function isRequestUrl(text: string): boolean {
  return attempt(() => parseRequestUrl(toByteText(text))) !== undefined;
}

/** What govalidator's IsURL takes for a URL: the scheme may be left out. */
export function isUrl(text: string): boolean {
  if ([...text].length >= 2083 || byteLength(text) <= 3 || text.startsWith('.')) return false;
  const full = text.includes(':') && !text.includes('://') ? `http://${text}` : text;
  const parsed = attempt(() => parseUrl(toByteText(full), ''));
  if (!parsed || parsed.host.startsWith('.')) return false;
  if (parsed.host === '' && parsed.path !== '' && !parsed.path.includes('.')) return false;
  return url.test(text);
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}

// The languages below are those of govalidator's expressions; what is tested comes from a chart, so in linear time.

const foreign = '\\x{00A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}';
const letter = `a-zA-Z${foreign}`;
const atom = `[${letter}0-9!#$%&'*+\\-/=?^_\`{|}~]+`;
const fold = '(?:(?:[ \\t]*\\r\\n)?[ \\t]+)';
const quotedItem = `(?:[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f!\\x23-\\x5b\\x5d-\\x7e${foreign}]|\\([\\x01-\\x09\\x0b-\\x7f])`;
// one character between two quotation marks: a bracket stands there where govalidator did not mean it
const quotedName = `(?:"${fold}?${quotedItem})*${fold}?"`;
const label = `[${letter}0-9](?:[${letter}0-9\\-._~]*[${letter}0-9])?`;
const topLabel = `[${letter}](?:[${letter}0-9\\-_~]*[${letter}])?`;

const email = RE2JS.compile(`^(?:${atom}(?:\\.${atom})*|${quotedName})@(?:${label}\\.)+${topLabel}\\.?$`);

const plain = 'a-zA-Z0-9';
const wide = 'a-zA-Z\\x{00a1}-\\x{ffff}';
const ip4 =
  '(?:[1-9]\\d?|1\\d\\d|2[01]\\d|22[0-3]|24\\d|25[0-5])(?:\\.(?:\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])){2}\\.(?:\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])';
const host = `(?:[${plain}](?:[${plain}_-]+)?[${plain}](?:[-.][${plain}]+)*|www\\.|[${plain}]+(?:[-_.]?[${plain}])*[${plain}]\\.[${plain}]+)?(?:[${wide}0-9]+-?-?)*[${wide}0-9]+(?:\\.[${wide}]+)?`;

const url = RE2JS.compile(
  `^(?:(?:ftp|tcp|udp|wss?|https?)://)?(?:\\S+@)?(?:${ip4}|\\[(?:${ip6()})\\]|${host})\\.?(?::\\d{1,5})?(?:[/?#]\\S*)?$`,
);

function ip6(): string {
  const group = '[0-9a-fA-F]{1,4}';
  const byte = '(?:25[0-5]|(?:2[0-4]|1?[0-9])?[0-9])';
  const embedded = `(?:${byte}\\.){3}${byte}`;
  const gaps = [1, 2, 3, 4, 5, 6].map((behind) => `(?:${group}:){1,${7 - behind}}(?::${group}){1,${behind}}`);
  return [
    `(?:${group}:){7}${group}`,
    `(?:${group}:){1,7}:`,
    ...gaps,
    `:(?:(?::${group}){1,7}|:)`,
    'fe80:(?::[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]+',
    `::(?:ffff(?::0{1,4})?:)?${embedded}`,
    `(?:${group}:){1,4}:${embedded}`,
  ].join('|');
}
