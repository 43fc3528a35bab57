import { GoError, quote } from '../go/index.ts';
import { fromByteText } from './byte-text.ts';

/** Go's netip.ParseAddr, where nothing but an IPv6 address is wanted. @throws GoError `invalid host: ParseAddr(…): …` */
export function checkIpv6(address: string): void {
  const kind = /[.:%]/.exec(address)?.[0];
  if (kind === '.') {
    checkIpv4(address, address);
    throw new GoError('invalid IP-literal');
  }
  if (kind !== ':') throw invalid(address, kind === '%' ? 'missing IPv6 address' : 'unable to parse IP');
  const percent = address.indexOf('%');
  if (percent === address.length - 1) throw invalid(address, 'zone must be a non-empty string');
  checkGroups(address, percent < 0 ? address : address.slice(0, percent));
}

function checkGroups(address: string, groups: string): void {
  let rest = groups;
  let hasGap = rest.startsWith('::');
  if (hasGap) rest = rest.slice(2);
  if (hasGap && rest === '') return;
  let count = 0;
  while (count < 8) {
    const group = /^[0-9a-fA-F]*/.exec(rest)![0];
    if (group.length > 4) throw invalid(address, 'each group must have 4 or less digits', rest);
    if (group === '') throw invalid(address, 'each colon-separated field must have at least one digit', rest);
    if (rest[group.length] === '.') {
      checkEmbedded(address, rest, hasGap, count);
      count += 2;
      rest = '';
      break;
    }
    count += 1;
    rest = rest.slice(group.length);
    if (rest === '') break;
    if (rest[0] !== ':') throw invalid(address, 'unexpected character, want colon', rest);
    if (rest === ':') throw invalid(address, 'colon must be followed by more characters', rest);
    rest = rest.slice(1);
    if (rest[0] !== ':') continue;
    if (hasGap) throw invalid(address, 'multiple :: in address', rest);
    hasGap = true;
    rest = rest.slice(1);
    if (rest === '') break;
  }
  if (rest !== '') throw invalid(address, 'trailing garbage after address', rest);
  if (count < 8 && !hasGap) throw invalid(address, 'address string too short');
  if (count === 8 && hasGap) throw invalid(address, 'the :: must expand to at least one field of zeros');
}

/** The IPv4 address that may stand at the end. `count` groups are before it. */
function checkEmbedded(address: string, rest: string, hasGap: boolean, count: number): void {
  if (!hasGap && count !== 6) {
    throw invalid(address, 'embedded IPv4 address must replace the final 2 fields of the address', rest);
  }
  if (count > 6) {
    throw invalid(address, 'too many hex fields to fit an embedded IPv4 at the end of the address', rest);
  }
  checkIpv4(address, rest);
}

function checkIpv4(address: string, fields: string): void {
  let value = '';
  let dots = 0;
  for (let i = 0; i < fields.length; i += 1) {
    const char = fields[i]!;
    if (char >= '0' && char <= '9') {
      if (value === '0') throw invalid(address, 'IPv4 field has octet with leading zero');
      value += char;
      if (Number(value) > 255) throw invalid(address, 'IPv4 field has value >255');
    } else if (char === '.') {
      if (value === '' || i === fields.length - 1) {
        throw invalid(address, 'IPv4 field must have at least one digit', fields.slice(i));
      }
      if (dots === 3) throw invalid(address, 'IPv4 address too long');
      dots += 1;
      value = '';
    } else throw invalid(address, 'unexpected character', fields.slice(i));
  }
  if (dots < 3) throw invalid(address, 'IPv4 address too short');
}

function invalid(address: string, what: string, at = ''): GoError {
  const text = (bytes: string) => quote(fromByteText(bytes));
  return new GoError(`invalid host: ParseAddr(${text(address)}): ${what}${at && ` (at ${text(at)})`}`);
}
