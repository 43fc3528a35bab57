import type { Row } from './table.ts';

/**
 * Every function with every kind of argument and every number of them: most of it is wrong, and has to be wrong in Helm's
 * words. Those whose result differs each time are only compared in whether, and with what words, they fail.
 */
export function everyFunction(): Row[] {
  return [...builtins, ...sprig, ...helm].flatMap((name) =>
    argumentLists.map((args) => ({ template: print(name, args), ...(isRandom(name) && { isRandom: true }) })),
  );
}

const builtins = 'and or not eq ne lt le gt ge index slice len print printf println html js urlquery call'.split(' ');

const sprig = `
  hello ago date date_in_zone date_modify dateInZone dateModify duration durationRound htmlDate htmlDateInZone
  must_date_modify mustDateModify mustToDate now toDate unixEpoch abbrev abbrevboth trunc trim upper lower title untitle
  substr repeat trimall trimAll trimSuffix trimPrefix nospace initials randAlphaNum randAlpha randAscii randNumeric swapcase
  shuffle snakecase camelcase kebabcase wrap wrapWith contains hasPrefix hasSuffix quote squote cat indent nindent replace
  plural sha1sum sha256sum sha512sum adler32sum toString atoi int64 int float64 seq toDecimal split splitList splitn
  toStrings until untilStep add1 add sub div mod mul randInt add1f addf subf divf mulf biggest max min maxf minf ceil floor
  round join sortAlpha default empty coalesce all any compact mustCompact toPrettyJson toRawJson mustFromJson mustToJson
  mustToPrettyJson mustToRawJson ternary deepCopy mustDeepCopy typeOf typeIs typeIsLike kindOf kindIs deepEqual env
  expandenv base dir clean ext isAbs osBase osClean osDir osExt osIsAbs b64enc b64dec b32enc b32dec tuple list dict get set
  unset hasKey pluck keys pick omit merge mergeOverwrite mustMerge mustMergeOverwrite values append push mustAppend mustPush
  prepend mustPrepend first mustFirst rest mustRest last mustLast initial mustInitial reverse mustReverse uniq mustUniq
  without mustWithout has mustHas mustSlice concat dig chunk mustChunk bcrypt htpasswd genPrivateKey derivePassword
  buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey
  encryptAES decryptAES randBytes uuidv4 semver semverCompare regexMatch mustRegexMatch regexFindAll mustRegexFindAll
  regexFind mustRegexFind regexReplaceAll mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit
  mustRegexSplit regexQuoteMeta urlParse urlJoin getHostByName
`
  .trim()
  .split(/\s+/);

const helm = `
  include tpl required fail lookup toYaml toYamlPretty fromYaml fromYamlArray toJson fromJson fromJsonArray toToml fromToml
`
  .trim()
  .split(/\s+/);

const random =
  /^(rand|uuid|shuffle|bcrypt|htpasswd|gen|encryptAES|now$|ago$|date|date_in_zone|must_?date_?modify|mustDateModify|htmlDate)/i;

function isRandom(name: string): boolean {
  return random.test(name);
}

const one = [
  'nil',
  'true',
  '-1',
  '1.5',
  '""',
  '"a"',
  '"\\xffé"',
  '.Values.one',
  '.Values.s64',
  '.Values.missing',
  '.Values.list',
  '.Values.map',
  '(list 1 "a" nil)',
  '(splitList "," "b,a")',
  '.Chart',
  '(toDate "2006" "2020")',
];
const two = ['nil', '2', '"a"', '.Values.list'];
const three = ['2', '"a"'];

const argumentLists: readonly string[][] = [
  [],
  ...one.map((a) => [a]),
  ...two.flatMap((a) => two.map((b) => [a, b])),
  ...three.flatMap((a) => three.flatMap((b) => three.map((c) => [a, b, c]))),
  ['nil', 'nil', 'nil'],
  ['2', '"a"', '"b"', '"c"'],
  ['"a"', 'nil', 'nil', '2'],
  ['"a"', '"b"', '"c"', '(dict "a" (dict "b" 1))'],
  ['2', '"long"', '"a"', '"b"', '"c"'],
  ['1', '2', '3', '4', '5', '6'],
];

/** The order of a map's keys is left to chance by those two. */
const unordered = ['keys', 'values'];

function print(name: string, args: readonly string[]): string {
  const call = [name, ...args, ...(unordered.includes(name) ? ['| sortAlpha'] : [])].join(' ');
  return `{{ $r := ${call} }}{{ printf "%T" $r }} {{ toJson $r }}`;
}
