import { suite } from 'uvu';
import { checkRows } from './expression.ts';

const it = suite('sprig/regex');

// matching and finding
checkRows(it, [
  ['regexMatch "^a.*z$" "abcz"', 'true'],
  ['regexMatch "^a.*z$" "ab\\nz"', 'false'],
  ['regexMatch "(" "a"', 'false'],
  ['regexMatch "" ""', 'true'],
  ['mustRegexMatch "(" "a"', 'ERR error calling mustRegexMatch: error parsing regexp: missing closing ): `(`'],
  ['regexFind "[a-z]+" "12ab34"', 'ab'],
  ['regexFind "x" "a" | quote', '""'],
  [
    'regexFind "(" "a"',
    'ERR error calling regexFind: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`',
  ],
  ['mustRegexFind "(" "a"', 'ERR error calling mustRegexFind: error parsing regexp: missing closing ): `(`'],
  ['regexFindAll "[0-9]+" "a1b22c333" -1', '[1 22 333]'],
  ['regexFindAll "[0-9]+" "a1b22c333" 2', '[1 22]'],
  ['regexFindAll "[0-9]+" "abc" -1 | printf "%#v"', '[]string(nil)'],
  ['regexFindAll "a" "a" 0 | printf "%#v"', '[]string(nil)'],
  ['regexFindAll "a*" "baac" -1 | printf "%#v"', '[]string{"", "aa", ""}'],
  ['regexFindAll "" "é日" -1 | len', '3'],
  [
    'regexFindAll "[" "a" -1',
    'ERR error calling regexFindAll: regexp: Compile(`[`): error parsing regexp: missing closing ]: `[`',
  ],
  ['mustRegexFindAll "[" "a" -1', 'ERR error calling mustRegexFindAll: error parsing regexp: missing closing ]: `[`'],
  ['regexFind "é+" "aéé"', 'éé'],
  ['regexFind "." "\\xffa" | printf "%q"', '"\\xff"'],
  ['regexMatch "\\\\pL\\\\p{Greek}" "aω"', 'true'],
  ['regexMatch "(?i)straße" "STRAßE"', 'true'],
  ['regexFind "(?i)k" "K" ', 'K'],
  ['regexMatch "^(a+)+$" (printf "%sX" (repeat 2000 "a"))', 'false'],
  ['regexFindAll "(?m)^\\\\w+" "a\\nbc" -1', '[a bc]'],
]);

// replacing
checkRows(it, [
  ['regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W"', '-W-xxW-'],
  ['regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W"', '---'],
  ['regexReplaceAll "a(?P<n>x*)b" "axxb" "<$n>"', '<xx>'],
  ['regexReplaceAll "a(?<n>x*)b" "axxb" "<${n}${m}$0$9>"', '<xxaxxb>'],
  ['regexReplaceAll "a" "banana" "$$"', 'b$n$n$'],
  ['regexReplaceAll "a" "banana" "$"', 'b$n$n$'],
  ['regexReplaceAll "a" "banana" "${1"', 'b${1n${1n${1'],
  ['regexReplaceAll "a*" "baac" "-"', '-b-c-'],
  ['regexReplaceAll "" "é日" "-"', '-é-日-'],
  ['regexReplaceAll "(a)(b)?" "ac" "[$1|$2]"', '[a|]c'],
  ['regexReplaceAll "(a)" "a" "$01 $1é ${1}é $1_"', '  aé '],
  [
    'regexReplaceAll "(" "a" "b"',
    'ERR error calling regexReplaceAll: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`',
  ],
  [
    'mustRegexReplaceAll "(" "a" "b"',
    'ERR error calling mustRegexReplaceAll: error parsing regexp: missing closing ): `(`',
  ],
  ['mustRegexReplaceAll "a" "a" "b"', 'b'],
  ['regexReplaceAllLiteral "a(x*)b" "-ab-" "${1}"', '-${1}-'],
  ['regexReplaceAllLiteral "[^a-z]" "a.b" "-"', 'a-b'],
  [
    'mustRegexReplaceAllLiteral "*" "a" "b"',
    'ERR error calling mustRegexReplaceAllLiteral: error parsing regexp: missing argument to repetition operator: `*`',
  ],
  [
    'regexReplaceAllLiteral "*" "a" "b"',
    'ERR error calling regexReplaceAllLiteral: regexp: Compile(`*`): error parsing regexp: missing argument to repetition operator: `*`',
  ],
  ['regexReplaceAll "(?P<n>a)(?P<n>b)" "ab" "$n"', 'a'],
]);

// splitting and quoting
checkRows(it, [
  ['regexSplit "z+" "pizza" -1', '[pi a]'],
  ['regexSplit "z+" "pizza" 1', '[pizza]'],
  ['regexSplit "z+" "pizza" 2', '[pi a]'],
  ['regexSplit "z+" "pizza" 0 | printf "%#v"', '[]string(nil)'],
  ['regexSplit "a" "" -1 | printf "%#v"', '[]string{""}'],
  ['regexSplit "" "" -1 | printf "%#v"', '[]string{}'],
  ['regexSplit "" "aé" -1 | printf "%#v"', '[]string{"a", "é"}'],
  ['regexSplit "a" "aba" -1 | printf "%#v"', '[]string{"", "b", ""}'],
  [
    'regexSplit "(" "a" -1',
    'ERR error calling regexSplit: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`',
  ],
  ['mustRegexSplit "(" "a" -1', 'ERR error calling mustRegexSplit: error parsing regexp: missing closing ): `(`'],
  ['regexQuoteMeta "a.b*c[d]{e}(f)|^$+?\\\\-"', 'a\\.b\\*c\\[d\\]\\{e\\}\\(f\\)\\|\\^\\$\\+\\?\\\\-'],
]);

// patterns that are wrong
checkRows(it, [
  ['mustRegexMatch "(" "a"', 'ERR error calling mustRegexMatch: error parsing regexp: missing closing ): `(`'],
  ['mustRegexMatch ")" "a"', 'ERR error calling mustRegexMatch: error parsing regexp: unexpected ): `)`'],
  ['mustRegexMatch "[" "a"', 'ERR error calling mustRegexMatch: error parsing regexp: missing closing ]: `[`'],
  ['mustRegexMatch "[a" "a"', 'ERR error calling mustRegexMatch: error parsing regexp: missing closing ]: `[a`'],
  [
    'mustRegexMatch "a**" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid nested repetition operator: `**`',
  ],
  [
    'mustRegexMatch "*" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: missing argument to repetition operator: `*`',
  ],
  [
    'mustRegexMatch "+" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: missing argument to repetition operator: `+`',
  ],
  [
    'mustRegexMatch "?" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: missing argument to repetition operator: `?`',
  ],
  [
    'mustRegexMatch "a{2,1}" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid repeat count: `{2,1}`',
  ],
  [
    'mustRegexMatch "a{1001}" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid repeat count: `{1001}`',
  ],
  [
    'mustRegexMatch "(a{500}){500}" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid repeat count: `{500}`',
  ],
  [
    'mustRegexMatch "\\\\8" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid escape sequence: `\\8`',
  ],
  [
    'mustRegexMatch "\\\\" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: trailing backslash at end of expression: ``',
  ],
  [
    'mustRegexMatch "(?<n" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid named capture: `(?<n`',
  ],
  [
    'mustRegexMatch "(?P<n>" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: missing closing ): `(?P<n>`',
  ],
  [
    'mustRegexMatch "(?P<>a)" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid named capture: `(?P<>`',
  ],
  [
    'mustRegexMatch "(?=a)" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
  ],
  [
    'mustRegexMatch "(?!a)" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid or unsupported Perl syntax: `(?!`',
  ],
  [
    'mustRegexMatch "(?P=n)" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid or unsupported Perl syntax: `(?P`',
  ],
  [
    'mustRegexMatch "\\\\p{Foo}" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid character class range: `\\p{Foo}`',
  ],
  [
    'mustRegexMatch "[b-a]" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid character class range: `b-a`',
  ],
  [
    'mustRegexMatch "[[:foo:]]" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid character class range: `[:foo:]`',
  ],
  [
    'mustRegexMatch "(?z)" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid or unsupported Perl syntax: `(?z`',
  ],
  [
    'mustRegexMatch "(?" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid or unsupported Perl syntax: `(?`',
  ],
  [
    'mustRegexMatch "\\\\C" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid escape sequence: `\\C`',
  ],
  [
    'mustRegexMatch "\\\\1" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid escape sequence: `\\1`',
  ],
  ['mustRegexMatch "\\xff" "a"', 'ERR error calling mustRegexMatch: error parsing regexp: invalid UTF-8: `\udcff`'],
  ['mustRegexMatch "a\\xff(" "a"', 'ERR error calling mustRegexMatch: error parsing regexp: invalid UTF-8: `\udcff(`'],
  [
    'mustRegexMatch "x{2}{3}" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid nested repetition operator: `{2}{3}`',
  ],
  [
    'mustRegexMatch "(?i" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid or unsupported Perl syntax: `(?i`',
  ],
  [
    'mustRegexMatch "[\\\\8]" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: invalid escape sequence: `\\8`',
  ],
  ['mustRegexMatch "\\\\Q" "a"', 'true'],
  [
    'mustRegexMatch "|*" "a"',
    'ERR error calling mustRegexMatch: error parsing regexp: missing argument to repetition operator: `*`',
  ],
  [
    'regexFind "a`(" "b"',
    'ERR error calling regexFind: regexp: Compile("a`("): error parsing regexp: missing closing ): `a`(`',
  ],
  [
    'regexFind "(\\n" "b"',
    'ERR error calling regexFind: regexp: Compile("(\\n"): error parsing regexp: missing closing ): `(\n`',
  ],
  [
    'regexFind "(\\x00" "b"',
    'ERR error calling regexFind: regexp: Compile("(\\x00"): error parsing regexp: missing closing ): `(\u0000`',
  ],
]);

it.run();
