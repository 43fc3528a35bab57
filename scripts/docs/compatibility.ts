import { globSync, readFileSync } from 'node:fs';
import { compatibilityRows } from './compatibility-rows.ts';

const stand = {
  same: 'as helm-operator',
  documented: 'as documented',
  better: 'better',
  optional: 'on request',
} as const;

/**
 * docs/reference/compatibility.md: the rows, and the tests that show them, by their titles.
 * @throws Error for a row without a test, and for a test of a row that is none
 */
export function printCompatibility(): string {
  const tests = testsByRow();
  const unknown = [...tests.keys()].filter((row) => compatibilityRows[row] === undefined);
  if (unknown.length > 0) throw new Error(`tests of rows that are none: ${unknown.join(', ')}`);
  const rows = Object.entries(compatibilityRows);
  const bare = rows.filter(([row]) => !tests.has(Number(row))).map(([row]) => row);
  if (bare.length > 0) throw new Error(`rows without a test: ${bare.join(', ')}`);
  const lines = rows.map(([row, { as, what, isStrictToo }]) => {
    const strict = isStrictToo ? ', strict on request' : '';
    return `| ${row} | ${what} | ${stand[as]}${strict} | ${(tests.get(Number(row)) ?? []).map(link).join('<br>')} |`;
  });
  return `${head}${lines.join('\n')}\n`;
}

const head = `# Compatibility with helm-operator

What operator-sdk's helm-operator does, is documented to do or is asked for, and how Capstan stands to it. Every row is
shown by tests on a real kube-apiserver; this page is printed from their titles, and CI fails when a row has none.

*as helm-operator*: the same. *as documented*: what its documentation says, where the program does otherwise. *better*:
without being asked; with \`--compat=strict\` helm-operator's own way where both cannot be had (rows 16, 21, 22 and 54).
*on request*: more, when watches.yaml or an annotation asks for it.

| row | what | Capstan | shown by |
| --- | --- | --- | --- |
`;

interface Shown {
  readonly title: string;
  readonly file: string;
}

function testsByRow(): Map<number, Shown[]> {
  const tests = new Map<number, Shown[]>();
  for (const file of globSync('test/**/*.test.ts').sort()) {
    for (const [, , row, title = ''] of readFileSync(file, 'utf8').matchAll(
      /(['"`])row (\d+): ((?:(?!\1)[^\\\n]|\\.)+)\1/g,
    )) {
      const known = tests.get(Number(row)) ?? [];
      tests.set(Number(row), [...known, { title: title.replaceAll(/\\(.)/g, '$1'), file }]);
    }
  }
  return tests;
}

function link({ title, file }: Shown): string {
  const plain = title.replaceAll('|', '\\|').replaceAll(/\$\{[^}]*\}/g, '…');
  return `[${plain}](../../${file})`;
}
