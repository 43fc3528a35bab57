import { suite } from 'uvu';
import { checkRows } from './expression.ts';

const it = suite('sprig/encoding');

// base64 and base32
checkRows(it, [
  ['b64enc "hello"', 'aGVsbG8='],
  ['b64enc ""', ''],
  ['b64enc "é😀"', 'w6nwn5iA'],
  ['b64enc "\\xff\\x00"', '/wA='],
  ['b64dec "aGVsbG8="', 'hello'],
  ['b64dec "aGVs\\nbG8=\\r\\n"', 'hello'],
  ['b64dec "/wA=" | printf "%q"', '"\\xff\\x00"'],
  ['b64dec "YWI"', 'illegal base64 data at input byte 0'],
  ['b64dec "YWI=="', 'illegal base64 data at input byte 4'],
  ['b64dec "YW=I"', 'illegal base64 data at input byte 2'],
  ['b64dec "Y"', 'illegal base64 data at input byte 0'],
  ['b64dec "="', 'illegal base64 data at input byte 0'],
  ['b64dec "===="', 'illegal base64 data at input byte 0'],
  ['b64dec "YQ=="', 'a'],
  ['b64dec "YQ=\\n="', 'a'],
  ['b64dec "YQ="', 'illegal base64 data at input byte 3'],
  ['b64dec "YR=="', 'a'],
  ['b64dec "YW Jj"', 'illegal base64 data at input byte 2'],
  ['b64dec "YWJj-_"', 'illegal base64 data at input byte 4'],
  ['b64dec "é"', 'illegal base64 data at input byte 0'],
  ['b64dec "YWJjé"', 'illegal base64 data at input byte 4'],
  ['b64dec "YWJjYQ==YQ=="', 'illegal base64 data at input byte 8'],
  ['b64dec ""', ''],
  ['b64dec 3', 'ERR expected string; found 3'],
  ['b64enc .i', 'ERR wrong type for value; expected string; got int'],
  ['b64enc nil', 'ERR cannot assign nil to string'],
  ['b32enc "hello"', 'NBSWY3DP'],
  ['b32enc ""', ''],
  ['b32enc "a"', 'ME======'],
  ['b32enc "é"', 'YOUQ===='],
  ['b32dec "NBSWY3DP"', 'hello'],
  ['b32dec "ME======"', 'a'],
  ['b32dec "ME====="', 'illegal base32 data at input byte 7'],
  ['b32dec "ME"', 'illegal base32 data at input byte 0'],
  ['b32dec "me======"', 'illegal base32 data at input byte 0'],
  ['b32dec "M======="', 'illegal base32 data at input byte 1'],
  ['b32dec "MF2======"', 'illegal base32 data at input byte 3'],
  ['b32dec "NBSWY3DP\\nME======"', 'helloa'],
  ['b32dec "ME=A===="', 'illegal base32 data at input byte 2'],
  ['b32dec "\\xff"', 'illegal base32 data at input byte 0'],
  ['b32dec ""', ''],
]);

it.run();
