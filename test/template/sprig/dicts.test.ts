import { suite } from 'uvu';
import { checkRows } from './expression.ts';

const it = suite('sprig/dicts');

// making and reading
checkRows(it, [
  ['dict', 'map[]'],
  ['dict "a" 1 "b"', 'map[a:1 b:]'],
  ['dict 1 2 nil 3 2.5 4', 'map[1:2 2.5:4 <nil>:3]'],
  ['dict "a" 1 | printf "%#v"', 'map[string]interface {}{"a":1}'],
  ['get (dict "a" 1) "a"', '1'],
  ['get (dict "a" 1) "b" | quote', '""'],
  ['get (dict "a" nil) "a"', '<no value>'],
  ['get .m "x"', '1'],
  ['get .sm "k"', 'ERR wrong type for value; expected map[string]interface {}; got map[string]string'],
  ['get nil "a" | quote', '""'],
  ['get .nil "a"', 'ERR wrong type for value; expected map[string]interface {}; got interface {}'],
  ['get "x" "a"', 'ERR can\'t handle "x" for arg of type map[string]interface {}'],
  ['hasKey (dict "a" nil) "a"', 'true'],
  ['hasKey (dict) "a"', 'false'],
  ['hasKey nil "a"', 'false'],
  ['hasKey .l "a"', 'ERR wrong type for value; expected map[string]interface {}; got []interface {}'],
  ['pluck "a" (dict "a" 1) (dict "b" 2) (dict "a" nil)', '[1 <nil>]'],
  ['pluck "a" | printf "%#v"', '[]interface {}{}'],
  ['pluck "a" "b"', 'ERR can\'t handle "b" for arg of type map[string]interface {}'],
  ['keys (dict "a" 1) | printf "%#v"', '[]string{"a"}'],
  ['keys (dict "a" 1) (dict "b" 1 ) (dict "a" 2)', '[a b a]'],
  ['keys | printf "%#v"', '[]string{}'],
  ['values (dict "a" 1) | printf "%#v"', '[]interface {}{1}'],
  ['values (dict)', '[]'],
  ['keys (dict "b" 1 "a" 2) | sortAlpha', '[a b]'],
  ['pick (dict "a" 1 "b" nil "c" 3) "a" "b" "z"', 'map[a:1 b:<nil>]'],
  ['pick (dict "a" 1)', 'map[]'],
  ['omit (dict "a" 1 "b" 2) "a" "z"', 'map[b:2]'],
  ['omit (dict "a" 1)', 'map[a:1]'],
  ['pick .m 1', 'ERR expected string; found 1'],
  ['omit .m nil', 'ERR cannot assign nil to string'],
]);

// changing
checkRows(it, [
  ['$d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $d', 'map[a:1 b:2]'],
  ['set (dict) "a" nil', 'map[a:<nil>]'],
  ['set nil "a" 1', 'ERR error calling set: assignment to entry in nil map'],
  ['$d := dict "a" 1 }}{{ $_ := unset $d "a" }}{{ $d', 'map[]'],
  ['unset (dict) "x"', 'map[]'],
  ['unset nil "x" | printf "%#v"', 'map[string]interface {}(nil)'],
  ['set .sm "a" 1', 'ERR wrong type for value; expected map[string]interface {}; got map[string]string'],
  ['set (dict) 1 2', 'ERR expected string; found 1'],
]);

// digging
checkRows(it, [
  ['dig "z" "w" "def" .m', 'deep'],
  ['dig "z" "v" "def" .m', 'def'],
  ['dig "q" "w" "def" .m', 'def'],
  ['dig "x" nil .m', '1'],
  [
    'dig "y" "w" "def" .m',
    'ERR error calling dig: interface conversion: interface {} is nil, not map[string]interface {}',
  ],
  [
    'dig "x" "w" "def" .m',
    'ERR error calling dig: interface conversion: interface {} is string, not map[string]interface {}',
  ],
  ['dig "a" .m', 'ERR error calling dig: dig needs at least three arguments'],
  ['dig', 'ERR error calling dig: dig needs at least three arguments'],
  ['dig 1 "def" .m', 'ERR error calling dig: interface conversion: interface {} is int, not string'],
  [
    'dig "a" "def" nil',
    'ERR error calling dig: interface conversion: interface {} is nil, not map[string]interface {}',
  ],
  [
    'dig "a" "def" "x"',
    'ERR error calling dig: interface conversion: interface {} is string, not map[string]interface {}',
  ],
  [
    'dig "a" "def" .sm',
    'ERR error calling dig: interface conversion: interface {} is map[string]string, not map[string]interface {}',
  ],
  [
    'dig "a" "def" .l',
    'ERR error calling dig: interface conversion: interface {} is []interface {}, not map[string]interface {}',
  ],
  ['dig "y" "def" .m', '<no value>'],
]);

// merging
checkRows(it, [
  ['merge (dict "a" 1) (dict "a" 2 "b" 3)', 'map[a:1 b:3]'],
  [
    'merge (dict "a" "" "b" 0 "c" false "d" nil "e" (list)) (dict "a" 1 "b" 2 "c" 3 "d" 4 "e" 5)',
    'map[a:1 b:2 c:3 d:4 e:5]',
  ],
  ['merge (dict "a" (dict "x" 1)) (dict "a" (dict "x" 2 "y" 3))', 'map[a:map[x:1 y:3]]'],
  ['merge (dict "a" (dict "x" 1)) (dict "a" 5)', 'map[a:map[x:1]]'],
  ['merge (dict "a" 5) (dict "a" (dict "x" 1))', 'map[a:5]'],
  ['merge (dict "a" (list 1)) (dict "a" (list 2 3))', 'map[a:[1]]'],
  ['merge (dict "a" nil) (dict "a" nil "b" nil)', 'map[a:<nil>]'],
  ['merge (dict) (dict "a" nil)', 'map[]'],
  ['merge (dict "a" 1) (dict "b" 2) (dict "b" 3 "c" 4)', 'map[a:1 b:2 c:4]'],
  ['merge (dict "a" 1)', 'map[a:1]'],
  ['merge (dict "a" "x") (dict "a" (list 1))', 'map[a:x]'],
  ['merge (dict "a" (dict)) (dict "a" (dict "b" 1))', 'map[a:map[b:1]]'],
  ['mergeOverwrite (dict "a" 1) (dict "a" 2 "b" 3)', 'map[a:2 b:3]'],
  [
    'mergeOverwrite (dict "a" 1 "b" 2 "c" 3 "d" 4 "e" 5) (dict "a" "" "b" 0 "c" false "d" nil "e" (list))',
    'map[a: b:0 c:false d:<nil> e:[]]',
  ],
  ['mergeOverwrite (dict "a" (dict "x" 1 "z" 2)) (dict "a" (dict "x" "" "y" nil))', 'map[a:map[x: y:<nil> z:2]]'],
  ['mergeOverwrite (dict "a" (dict "x" 1)) (dict "a" 5)', 'map[a:5]'],
  ['mergeOverwrite (dict "a" 5) (dict "a" (dict "x" 1))', 'map[a:map[x:1]]'],
  ['mergeOverwrite (dict "a" (list 1)) (dict "a" (list))', 'map[a:[]]'],
  ['mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" (dict))', 'map[a:map[b:1]]'],
  ['mustMerge (dict "a" 1) (dict "b" 2)', 'map[a:1 b:2]'],
  ['mustMergeOverwrite (dict "a" 1) (dict "a" 2)', 'map[a:2]'],
  ['merge (dict "v" (semver "1.2.3")) (dict "v" (dict "a" 1)) | quote', '""'],
  [
    'mustMerge (dict "v" (semver "1.2.3")) (dict "v" (dict "a" 1))',
    'ERR error calling mustMerge: src and dst must be of same type',
  ],
  ['mergeOverwrite (dict "v" (semver "1.2.3")) (dict "v" (dict "a" 1))', 'map[v:map[a:1]]'],
  [
    'merge (dict "a" .sm) (dict "a" (dict "b" 1))',
    'ERR error calling merge: reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string',
  ],
  [
    'merge (dict "a" .sm) (dict "a" (dict "b" "1"))',
    'ERR error calling merge: reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string',
  ],
  ['merge (dict "a" (dict "b" 1)) (dict "a" .sm)', 'map[a:map[b:1 k:v]]'],
  ['merge (dict "v" (semver "1.2.3")) (dict "v" 0)', 'map[v:1.2.3]'],
  ['merge nil (dict "a" 1)', 'map[a:1]'],
  ['merge nil nil | printf "%#v"', 'map[string]interface {}(nil)'],
  ['merge .m 1', "ERR can't handle 1 for arg of type map[string]interface {}"],
  ['merge', 'ERR wrong number of args for merge: want at least 1 got 0'],
  ['merge (dict) .sm', 'ERR wrong type for value; expected map[string]interface {}; got map[string]string'],
  ['$s := dict "a" (dict "b" 1) }}{{ $d := merge (dict) $s }}{{ $_ := set $d.a "c" 2 }}{{ $s', 'map[a:map[b:1 c:2]]'],
  [
    '$s := dict "a" (dict "b" 1) }}{{ $d := merge (dict "a" (dict "z" 0)) $s }}{{ $_ := set $d.a "c" 2 }}{{ $s',
    'map[a:map[b:1]]',
  ],
  [
    '$s := dict "a" (dict "b" 1) }}{{ $d := merge (dict "a" (dict)) $s }}{{ $_ := set $d.a "c" 2 }}{{ $s',
    'map[a:map[b:1]]',
  ],
  ['$s := dict "a" (dict) }}{{ $d := merge (dict "a" (dict)) $s }}{{ $_ := set $d.a "c" 2 }}{{ $s', 'map[a:map[c:2]]'],
  [
    '$s := dict "a" (dict "b" nil) }}{{ $d := merge (dict "a" (dict)) $s }}{{ $_ := set $d.a "c" 2 }}{{ $s',
    'map[a:map[b:<nil> c:2]]',
  ],
  ['$t := dict "a" 1 }}{{ $_ := merge $t (dict "b" 2) }}{{ $t', 'map[a:1 b:2]'],
]);

// copying
checkRows(it, [
  ['deepCopy (dict "a" (list 1 (dict "b" 2)))', 'map[a:[1 map[b:2]]]'],
  ['$s := dict "a" (dict "b" 1) }}{{ $d := deepCopy $s }}{{ $_ := set $d.a "c" 2 }}{{ $s', 'map[a:map[b:1]]'],
  ['deepCopy nil', 'ERR error calling deepCopy: reflect: call of reflect.Value.Type on zero Value'],
  ['mustDeepCopy nil', 'ERR error calling mustDeepCopy: reflect: call of reflect.Value.Type on zero Value'],
  ['deepCopy .ss | printf "%#v"', '[]string{"b", "a"}'],
  ['deepCopy .nl | printf "%#v"', '[]interface {}(nil)'],
  ['deepCopy .nm | printf "%#v"', 'map[string]interface {}(nil)'],
  ['deepCopy 3 | printf "%#v"', '3'],
  ['deepCopy .bytes | printf "%q"', '"hi\\xff"'],
  [
    'deepCopy (list nil (list nil)) | printf "%#v"',
    '[]interface {}{interface {}(nil), []interface {}{interface {}(nil)}}',
  ],
  ['deepCopy (semver "1.2.3")', '0.0.0'],
  ['deepCopy .sm | printf "%#v"', 'map[string]string{"k":"v"}'],
]);

it.run();
