import { ipv6Problem, quote } from '../go-text.ts';
import { quotedRune } from './quoted-rune.ts';

export function checkIpv4(text: string): string | undefined {
  const groups = text.split('.');
  if (groups.length !== 4) return 'expected four decimals';
  for (const group of groups) {
    if (group.length > 1 && group.startsWith('0')) return 'leading zeros';
    if (!/^[-+]?[0-9]+$/.test(group)) return `strconv.Atoi: parsing ${quote(group)}: invalid syntax`;
    const value = BigInt(group.replace('+', ''));
    if (BigInt.asIntN(64, value) !== value) return `strconv.Atoi: parsing ${quote(group)}: value out of range`;
    if (value < 0n || value > 255n) return 'decimal must be between 0 and 255';
  }
  return undefined;
}

export function checkIpv6(text: string): string | undefined {
  if (!text.includes(':')) return 'missing colon';
  const problem = ipv6Problem(text);
  if (problem !== undefined) return problem;
  return text.includes('%') ? 'zone id is not a part of ipv6 address' : undefined;
}

export function checkHostname(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (Buffer.byteLength(name) > 253) return 'more than 253 characters long';
  for (const label of name.split('.')) {
    const length = Buffer.byteLength(label);
    if (length < 1 || length > 63) return 'label must be 1 to 63 characters long';
    if (label.startsWith('-')) return 'label starts with hyphen';
    if (label.endsWith('-')) return 'label ends with hyphen';
    const wrong = [...label].find((character) => !/[a-zA-Z0-9-]/.test(character));
    if (wrong !== undefined) return `invalid character ${quotedRune(wrong)}`;
  }
  return undefined;
}

export function checkEmail(text: string): string | undefined {
  if (Buffer.byteLength(text) > 254) return 'more than 255 characters long';
  const at = text.lastIndexOf('@');
  if (at < 0) return 'missing @';
  return checkLocalPart(text.slice(0, at)) ?? checkDomain(text.slice(at + 1));
}

function checkLocalPart(local: string): string | undefined {
  if (Buffer.byteLength(local) > 64) return 'local part more than 64 characters long';
  if (local.length > 1 && local.startsWith('"')) {
    const isBroken = /[\\"]/.test(local.slice(1, -1));
    return isBroken ? 'backslash and quote are not allowed within quoted local part' : undefined;
  }
  if (local.startsWith('.')) return 'starts with dot';
  if (local.endsWith('.')) return 'ends with dot';
  if (local.includes('..')) return 'consecutive dots';
  const wrong = [...local].find((character) => !/[a-zA-Z0-9.!#$%&'*+\-/=?^_`{|}~]/.test(character));
  return wrong === undefined ? undefined : `invalid character ${quotedRune(wrong)}`;
}

function checkDomain(domain: string): string | undefined {
  if (!domain.startsWith('[') || !domain.endsWith(']')) return prefixed('invalid domain', checkHostname(domain));
  const address = domain.slice(1, -1);
  return address.startsWith('IPv6:')
    ? prefixed('invalid ipv6 address', checkIpv6(address.slice(5)))
    : prefixed('invalid ipv4 address', checkIpv4(address));
}

function prefixed(what: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `${what}: ${problem}`;
}
