import { suite } from 'uvu';
import { checkRows } from './expression.ts';

const it = suite('sprig/path');

// paths
checkRows(it, [
  ['base "a/b"', 'b'],
  ['base ""', '.'],
  ['base "/"', '/'],
  ['base "a/"', 'a'],
  ['base "///"', '/'],
  ['base "é/日"', '日'],
  ['dir "a/b"', 'a'],
  ['dir ""', '.'],
  ['dir "/"', '/'],
  ['dir "a"', '.'],
  ['dir "/a"', '/'],
  ['dir "a/b/"', 'a/b'],
  ['dir "a/../b/c"', 'b'],
  ['clean "a/../../b//c/."', '../b/c'],
  ['clean ""', '.'],
  ['clean "/.."', '/'],
  ['clean "/../a"', '/a'],
  ['clean "./"', '.'],
  ['clean "a/b/../.."', '.'],
  ['clean "..//../a/.."', '../..'],
  ['ext "a.tar.gz"', '.gz'],
  ['ext "a/b.c/d"', ''],
  ['ext ".x"', '.x'],
  ['ext "a."', '.'],
  ['ext ""', ''],
  ['isAbs "/a"', 'true'],
  ['isAbs "a"', 'false'],
  ['isAbs ""', 'false'],
  ['osBase "/a/b.c"', 'b.c'],
  ['osDir "/a/b"', '/a'],
  ['osClean "a//b"', 'a/b'],
  ['osExt "x.y"', '.y'],
  ['osIsAbs "/"', 'true'],
  ['base nil', 'ERR cannot assign nil to string'],
  ['dir 3', 'ERR expected string; found 3'],
]);

it.run();
