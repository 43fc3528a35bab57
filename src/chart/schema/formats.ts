import { compileRegex } from '../go-text.ts';
import { checkEmail, checkHostname, checkIpv4, checkIpv6 } from './formats-address.ts';
import { checkDate, checkDateTime, checkDuration, checkPeriod, checkTime } from './formats-time.ts';
import { checkUri, checkUriReference, checkUriTemplate } from './formats-uri.ts';
import { quotedRune } from './quoted-rune.ts';
import type { FormatCheck } from './schema.ts';

/** How a format is checked, as santhosh-tekuri/jsonschema does it; undefined for one it does not know. */
export function formatCheck(name: string): FormatCheck | undefined {
  const check = checks.get(name);
  return check && ((value) => (typeof value === 'string' ? check(value) : undefined));
}

type TextCheck = (text: string) => string | undefined;

const checks = new Map<string, TextCheck>([
  ['regex', checkRegex],
  ['json-pointer', checkPointer],
  ['relative-json-pointer', checkRelativePointer],
  ['uuid', checkUuid],
  ['duration', checkDuration],
  ['period', checkPeriod],
  ['ipv4', checkIpv4],
  ['ipv6', checkIpv6],
  ['hostname', checkHostname],
  ['email', checkEmail],
  ['date', checkDate],
  ['time', checkTime],
  ['date-time', checkDateTime],
  ['uri', checkUri],
  ['iri', checkUri],
  ['uri-reference', checkUriReference],
  ['iri-reference', checkUriReference],
  ['uri-template', checkUriTemplate],
  ['semver', checkSemver],
]);

function checkRegex(text: string): string | undefined {
  const compiled = compileRegex(text);
  return typeof compiled === 'string' ? compiled : undefined;
}

function checkPointer(text: string): string | undefined {
  if (text === '') return undefined;
  if (!text.startsWith('/')) return 'not starting with /';
  return /~(?![01])/.test(text) ? '~ must be followed by 0 or 1' : undefined;
}

function checkRelativePointer(text: string): string | undefined {
  const digits = /^[0-9]*/.exec(text)![0];
  if (digits === '') return 'must start with non-negative integer';
  if (digits.length > 1 && digits.startsWith('0')) return 'starts with zero';
  const rest = text.slice(digits.length);
  return rest === '#' ? undefined : checkPointer(rest);
}

function checkUuid(text: string): string | undefined {
  const lengths = [8, 4, 4, 4, 12];
  const groups = text.split('-');
  if (groups.length !== lengths.length) return `must have ${lengths.length} elements`;
  for (const [i, group] of groups.entries()) {
    if (Buffer.byteLength(group) !== lengths[i]) return `element ${i + 1} must be ${lengths[i]} characters long`;
    const wrong = [...group].find((character) => !/[0-9a-fA-F]/.test(character));
    if (wrong !== undefined) return `non-hex character ${quotedRune(wrong)}`;
  }
  return undefined;
}

function checkSemver(text: string): string | undefined {
  const [beforeBuild, build] = cut(text, '+');
  const [core, prerelease] = cut(beforeBuild, '-');
  return checkBuild(build) ?? checkPrerelease(prerelease) ?? checkCore(core);
}

function checkBuild(build: string | undefined): string | undefined {
  if (build === undefined) return undefined;
  if (build === '') return 'build is empty';
  for (const identifier of build.split('.')) {
    if (identifier === '') return 'build identifier is empty';
    const wrong = [...identifier].find((character) => !/[0-9A-Za-z-]/.test(character));
    if (wrong !== undefined) return `invalid character ${quotedRune(wrong)} in build identifier`;
  }
  return undefined;
}

function checkPrerelease(prerelease: string | undefined): string | undefined {
  for (const identifier of prerelease?.split('.') ?? []) {
    if (identifier === '') return 'pre-release identifier is empty';
    const wrong = [...identifier].find((character) => !/[0-9A-Za-z-]/.test(character));
    if (wrong !== undefined) return `invalid character ${quotedRune(wrong)} in pre-release identifier`;
    if (/^0[0-9]+$/.test(identifier)) return 'pre-release numeric identifier starts with zero';
  }
  return undefined;
}

function checkCore(core: string): string | undefined {
  const numbers = core.split('.');
  if (numbers.length !== 3) return 'versionCore must have 3 numbers separated by dot';
  for (const [i, number] of numbers.entries()) {
    const name = ['major', 'minor', 'patch'][i];
    if (number === '') return `${name} is empty`;
    if (number.length > 1 && number.startsWith('0')) return `${name} starts with zero`;
    if (!/^[0-9]+$/.test(number)) return `${name} contains non-digit`;
  }
  return undefined;
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
