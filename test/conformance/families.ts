import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { everyFunction } from './every-function.ts';
import { type Row, readLists, readTableFile } from './table.ts';

export interface Family {
  readonly name: string;
  readonly rows: readonly Row[];
}

const folder = fileURLToPath(new URL('./expressions/', import.meta.url));

/** Values of a file, in which numbers are float64, and of --set, where they are int64. */
export const values = {
  yaml: readFileSync(`${folder}values.yaml`, 'utf8'),
  sets: [
    's64=5,sBig=9007199254740993,sNeg=-3,s10m=10000000,sOver=12345678901234567890',
    'sFloat=1.5,sOctal=010,sTrue=true,sNull=null,sString=abc,sList={1,2,x}',
  ],
} as const;

/** All expressions, each family without what it has twice. */
export function families(): Family[] {
  const common = readLists(readFileSync(`${folder}lists.txt`, 'utf8'));
  const tables = readdirSync(folder)
    .filter((name) => name.endsWith('.txt') && name !== 'lists.txt')
    .sort()
    .map((name) => ({ name: name.slice(0, -4), rows: readTableFile(folder + name, common) }));
  return [...tables, { name: 'every-function', rows: everyFunction() }].map(({ name, rows }) => ({
    name,
    rows: [...new Map(rows.map((row) => [row.template, row])).values()],
  }));
}
