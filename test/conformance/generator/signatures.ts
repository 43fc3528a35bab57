/**
 * Kinds of arguments and results, one letter each: s text, n number, t a small whole number, l list, d map, b bool, a anything.
 * `t` keeps counts small: a generated `repeat 1e18` would only measure memory.
 */
export type Kind = 's' | 'n' | 't' | 'l' | 'd' | 'b' | 'a';

export interface Signature {
  readonly name: string;
  readonly params: readonly Kind[];
  readonly result: Kind;
}

/** `trunc ts>s` takes a small number and a text and gives a text. Without what is random or unordered. */
const table = `
  trim s>s, upper s>s, lower s>s, title s>s, untitle s>s, trunc ts>s, substr tts>s, repeat ts>s, trimAll ss>s,
  trimSuffix ss>s, trimPrefix ss>s, nospace s>s, initials s>s, swapcase s>s, snakecase s>s, camelcase s>s, kebabcase s>s,
  wrap ts>s, wrapWith tss>s, abbrev ts>s, abbrevboth tts>s, contains ss>b, hasPrefix ss>b, hasSuffix ss>b, quote a>s,
  squote a>s, cat aa>s, indent ts>s, nindent ts>s, replace sss>s, plural sst>s, sha256sum s>s, adler32sum s>s, toString a>s,
  printf sa>s, print aa>s, println aa>s, html a>s, js a>s, urlquery a>s, join sa>s, b64enc s>s, b64dec s>s, b32enc s>s,
  toJson a>s, toPrettyJson a>s, toRawJson a>s, toYaml a>s, toYamlPretty a>s, toToml d>s, base s>s, dir s>s, clean s>s, ext s>s,
  regexFind ss>s, regexReplaceAll sss>s, regexReplaceAllLiteral sss>s, regexQuoteMeta s>s, typeOf a>s, kindOf a>s,
  default aa>a, coalesce aaa>a, ternary aab>a, first l>a, last l>a, index la>a, index da>a, get ds>a, dig ssad>a, required sa>a,
  tpl sa>s, include sa>s, fromYaml s>d, fromJson s>d, fromToml s>d, fromYamlArray s>l, fromJsonArray s>l, urlJoin d>s,
  atoi s>n, int a>n, int64 a>n, float64 a>n, len a>n, add nn>n, add1 n>n, sub nn>n, mul nn>n, div nn>n, mod nn>n, max nn>n,
  min nn>n, maxf nn>n, minf nn>n, addf nn>n, subf nn>n, mulf nn>n, divf nn>n, ceil n>n, floor n>n, round nt>n, toDecimal s>n,
  seq tt>s, until t>l, untilStep ttt>l, list aaa>l, tuple a>l, splitList ss>l, split ss>d, splitn sts>d, toStrings l>l,
  sortAlpha l>l, append la>l, prepend la>l, rest l>l, initial l>l, reverse l>l, uniq l>l, compact l>l, without la>l, concat ll>l,
  slice lt>l, chunk tl>l, has al>b, dict sasa>d, set dsa>d, unset ds>d, hasKey ds>b, pluck sd>l, pick ds>d, omit ds>d,
  merge dd>d, mergeOverwrite dd>d, deepCopy a>a, regexMatch ss>b, regexFindAll sst>l, regexSplit sst>l, semverCompare ss>b,
  empty a>b, all aa>b, any aa>b, eq aa>b, ne aa>b, lt nn>b, le nn>b, gt nn>b, ge ss>b, and aa>a, or aa>a, not a>b,
  typeIs sa>b, kindIs sa>b, deepEqual aa>b, urlParse s>d, duration s>s, durationRound s>s, fail s>s, mustFromJson s>a,
  mustRegexMatch ss>b, mustFirst l>a, mustHas al>b, mustToJson a>s, mustMerge dd>d, lookup ssss>d
`;

export const signatures: readonly Signature[] = table
  .trim()
  .split(/,\s+/)
  .map((entry) => {
    const [, name = '', params = '', result = ''] = /^(\w+) (\w+)>(\w)$/.exec(entry) ?? [];
    return { name, params: [...params] as Kind[], result: result as Kind };
  });
