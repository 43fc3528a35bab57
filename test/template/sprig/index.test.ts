import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type GoMap, typeNameOf, type Value } from '../../../src/template/go/index.ts';
import { sprigFuncs } from '../../../src/template/sprig/index.ts';
import { evaluate } from './expression.ts';
import { callOf, worldWith } from './world.ts';

const it = suite('sprig');

// sprig v3.3.0's FuncMap without env and expandenv
const names = `
abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base bcrypt
biggest buildCustomCert camelcase cat ceil chunk clean coalesce compact concat contains date dateInZone
dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword dict dig dir div divf
duration durationRound empty encryptAES ext fail first float64 floor fromJson genCA genCAWithKey genPrivateKey
genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName has hasKey
hasPrefix hasSuffix hello htmlDate htmlDateInZone htpasswd indent initial initials int int64 isAbs join
kebabcase keys kindIs kindOf last list lower max maxf merge mergeOverwrite min minf mod mul mulf mustAppend
mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge
mustMergeOverwrite mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll
mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate mustToJson mustToPrettyJson
mustToRawJson mustUniq mustWithout must_date_modify nindent nospace now omit osBase osClean osDir osExt osIsAbs
pick pluck plural prepend push quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric regexFind
regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat replace rest
reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice snakecase sortAlpha split
splitList splitn squote sub subf substr swapcase ternary title toDate toDecimal toJson toPrettyJson toRawJson
toString toStrings trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq
unixEpoch unset until untilStep untitle upper urlJoin urlParse uuidv4 values without wrap wrapWith
`;

it('has every function that Helm has from it', () => {
  assert.equal(Object.keys(sprigFuncs).sort(), names.trim().split(/\s+/));
});

it('asks the world for the address of a host', () => {
  const world = worldWith({ resolveHost: (name) => (name === 'db' ? '10.0.0.1' : '') });
  assert.is(callOf(sprigFuncs, world)('getHostByName', 'db'), '10.0.0.1');
  assert.is(callOf(sprigFuncs)('getHostByName', 'db'), '');
});

// helm 3.21.4 on a chart whose values.yaml is `a: {b: 1}`, with the number as a text
const values = (): GoMap =>
  Object.assign(new Map<string, Value>([['a', new Map([['b', '1']])]]), { [typeNameOf]: 'chartutil.Values' });
for (const [expression, want] of [
  ['typeOf .', 'chartutil.Values'],
  ['typeOf (set . "x" 1)', 'map[string]interface {}'],
  ['typeOf (unset . "x")', 'map[string]interface {}'],
  ['typeOf (merge . (dict "q" 1))', 'map[string]interface {}'],
  ['typeOf (mergeOverwrite .)', 'map[string]interface {}'],
  ['typeOf (deepCopy .)', 'chartutil.Values'],
  ['typeOf (omit . "a")', 'map[string]interface {}'],
  ['kindOf .', 'map'],
  ['deepEqual . (merge .)', 'false'],
  ['dig "a" "b" "d" (merge . (dict))', '1'],
  [
    'dig "a" "b" "d" .',
    'ERR error calling dig: interface conversion: interface {} is chartutil.Values, not map[string]interface {}',
  ],
  [
    '$v := set . "x" 1 }}{{ $_ := set $v "y" 2 }}{{ . }} {{ $v }} {{ len $v }} {{ keys $v',
    'map[a:map[b:1] x:1 y:2] map[a:map[b:1] x:1 y:2] 3 [a x y]',
  ],
  ['range $k, $v := merge . (dict "q" 1) }}{{ $k }}={{ $v }} {{ end', 'a=map[b:1] q=1 '],
] as const) {
  it(`${expression} of values`, () => assert.is(evaluate(expression, values()), want));
}

it.run();
