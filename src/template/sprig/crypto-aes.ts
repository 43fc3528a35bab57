import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type Funcs, fromBytes, func, GoError, running, toBytes } from '../go/index.ts';
import { decodeBase64, illegalBase64 } from './crypto/index.ts';

/** AES-256 in CBC mode, the initial vector in front, base64. The password itself is the key: cut or filled up with zeros. */
export const aesFuncs: Funcs = {
  encryptAES: running(['string', 'string'], (run, password, text) => {
    if (text === '') return '';
    const vector = run.world.random(blockSize);
    const cipher = createCipheriv('aes-256-cbc', keyOf(password), vector);
    return Buffer.concat([vector, cipher.update(toBytes(text)), cipher.final()]).toString('base64');
  }),
  decryptAES: func(['string', 'string'], (password, text) => (text === '' ? '' : decrypt(password, text))),
};

const blockSize = 16;

function keyOf(password: string): Buffer {
  const key = Buffer.alloc(32);
  key.set(toBytes(password).subarray(0, key.length));
  return key;
}

/** Bad lengths and a wrong password panic in sprig, with these words. */
function decrypt(password: string, text: string): string {
  const bytes = decodeBase64(text);
  if (typeof bytes === 'number') throw new GoError(illegalBase64(bytes));
  if (bytes.length < blockSize) throw outOfRange(bytes.length, Math.floor(text.length / 4) * 3);
  const content = bytes.subarray(blockSize);
  if (content.length % blockSize !== 0) throw new GoError('crypto/cipher: input not full blocks');
  if (content.length === 0) throw new GoError('runtime error: index out of range [-1]');
  const cipher = createDecipheriv('aes-256-cbc', keyOf(password), bytes.subarray(0, blockSize)).setAutoPadding(false);
  const plain = Buffer.concat([cipher.update(content), cipher.final()]);
  const end = plain.length - plain.at(-1)!;
  if (end < 0) throw new GoError(`runtime error: slice bounds out of range [:${end}]`);
  return fromBytes(plain.subarray(0, end));
}

/** Go cuts the vector off first, which the room made for the text's base64 may be enough for. */
function outOfRange(length: number, capacity: number): GoError {
  const what = capacity < blockSize ? `[:${blockSize}] with capacity ${capacity}` : `[${blockSize}:${length}]`;
  return new GoError(`runtime error: slice bounds out of range ${what}`);
}
