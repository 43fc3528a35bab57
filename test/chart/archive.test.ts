import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadArchive } from '../../src/chart/index.ts';
import { chartFile, failureOf } from './charts.ts';

const it = suite('loadArchive');

interface Entry {
  readonly name: string;
  readonly content?: string | Buffer;
  /** '0' is a file. */
  readonly type?: string;
  /** What the header says instead of the truth. */
  readonly size?: number;
}

const web = { name: 'web/Chart.yaml', content: chartFile('web') };

/** An archive as old as tar itself, so that every byte of it is ours. */
function tar(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(block), Buffer.alloc(1024)]);
}

function block({ name, content = '', type = '0', size }: Entry): Buffer {
  const data = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${(size ?? data.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

const load = (entries: readonly Entry[]) => loadArchive(gzipSync(tar(entries)), 'web.tgz');
const top = { name: 'top/Chart.yaml', content: chartFile('top') };
const mebibyte = 1024 * 1024;
const zeros = (count: number) => Buffer.alloc(count * mebibyte);

it('reads a chart without the folder that holds it', () => {
  const chart = load([
    { name: 'web/', type: '5' },
    web,
    { name: 'web/values.yaml', content: '\ufeffa: 1\n' },
    { name: 'web/templates/b.yaml', content: 'b' },
    { name: 'web/templates/a.yaml', content: 'a' },
  ]);
  assert.is(chart.metadata.name, 'web');
  assert.equal(chart.values, { a: 1 });
  assert.equal(
    chart.templates.map(({ path, data }) => `${path} ${data}`),
    ['templates/b.yaml b', 'templates/a.yaml a'],
  );
});

it('reads long names of both kinds, and paths of Windows', () => {
  const long = `templates/${'d'.repeat(150)}.yaml`;
  const record = `path=web/${long}\n`;
  const pax = `${record.length + 4} ${record}`;
  const chart = load([
    web,
    { name: 'pax', type: 'x', content: pax },
    { name: 'web/short', content: 'x' },
    { name: '././@LongLink', type: 'L', content: `web/${long}2\0` },
    { name: 'web/short', content: 'y' },
    { name: 'web\\templates\\c.yaml', content: 'z' },
    { name: 'pax_global_header', type: 'g', content: '20 comment=abcdefgh\n' },
  ]);
  assert.equal(
    chart.templates.map(({ path }) => path),
    [long, `${long}2`, 'templates/c.yaml'],
  );
});

it('reads archives in archives, and leaves out what starts with _ or .', () => {
  const packed = gzipSync(tar([web]));
  const chart = load([
    top,
    { name: 'top/charts/web-0.1.0.tgz', content: packed },
    { name: 'top/charts/_old/Chart.yaml', content: 'x' },
    { name: 'top/charts/.x.tgz', content: 'x' },
    { name: 'top/charts/db/Chart.yaml', content: chartFile('db') },
    { name: 'top/charts/db/charts/web-0.1.0.tgz', content: packed },
  ]);
  assert.equal(
    chart.dependencies.map(({ metadata, dependencies }) => [metadata.name, dependencies.length]),
    [
      ['db', 1],
      ['web', 0],
    ],
  );
  assert.ok(chart.dependencies[1] === chart.dependencies[0]!.dependencies[0]);
});

// what helm 3.21.4 says; links and the like are files without content to it, and refused here
for (const [what, entries, message] of [
  ['without Chart.yaml', [{ name: 'web/values.yaml' }], 'Chart.yaml file is missing'],
  ['without files', [{ name: 'web/', type: '5' }], 'no files in chart archive'],
  [
    'without a folder',
    [{ name: 'Chart.yaml', content: chartFile('web') }],
    'chart illegally contains content outside the base directory: "Chart.yaml"',
  ],
  ['whose folder is Chart.yaml', [{ name: 'Chart.yaml/x' }], 'chart yaml not in base directory'],
  ['that leads out of the chart', [web, { name: 'web/../../x' }], 'chart illegally references parent directory'],
  [
    'that leads out of the chart on Windows',
    [web, { name: 'web\\..\\..\\x' }],
    'chart illegally references parent directory',
  ],
  ['with an absolute path', [web, { name: 'web//etc/passwd' }], 'chart illegally contains absolute paths'],
  ['with a drive', [web, { name: 'web/c:/x' }], 'chart contains illegally named files'],
  ['with a symbolic link', [web, { name: 'web/link', type: '2' }], 'chart illegally contains a link: "web/link"'],
  ['with a hard link', [web, { name: 'web/link', type: '1' }], 'chart illegally contains a link: "web/link"'],
  ['with a device', [web, { name: 'web/null', type: '3' }], 'chart illegally contains a device: "web/null"'],
  ['with a pipe', [web, { name: 'web/fifo', type: '6' }], 'chart illegally contains a pipe: "web/fifo"'],
  [
    'with a file of more than 5 MiB',
    [web, { name: 'web/big', content: Buffer.alloc(5 * mebibyte + 1) }],
    'decompressed chart file "web/big" is larger than the maximum file size 5242880',
  ],
  [
    'with a file that says it is of 8 GiB',
    [web, { name: 'web/big', size: 8 ** 11 - 1 }],
    'decompressed chart is larger than the maximum file size 104857600',
  ],
  [
    'of 100 MiB',
    [web, ...Array.from({ length: 20 }, (_, i) => ({ name: `web/${i}`, content: zeros(5) }))],
    'decompressed chart is larger than the maximum file size 104857600',
  ],
  [
    'of 150 MiB',
    [web, ...Array.from({ length: 30 }, (_, i) => ({ name: `web/${i}`, content: zeros(5) }))],
    'decompressed chart is larger than the maximum file size 104857600',
  ],
  ['that ends within a file', [web, { name: 'web/x', size: 5000 }], 'unexpected EOF'],
  [
    'whose subchart is a folder called .tgz',
    [top, { name: 'top/charts/web.tgz/Chart.yaml', content: chartFile('web') }],
    'error unpacking subchart tar in top: expected web.tgz, got web.tgz/Chart.yaml',
  ],
  [
    'whose subchart has no content',
    [top, { name: 'top/charts/web.tgz' }],
    'error unpacking subchart web.tgz in top: EOF',
  ],
] as const satisfies readonly (readonly [string, readonly Entry[], string])[]) {
  it(`refuses an archive ${what}`, async () => {
    const error = await failureOf(() => load(entries));
    assert.is(error.code, 'CHART_INVALID');
    assert.is(error.message, message);
    assert.ok(error.place?.file.startsWith('web.tgz'));
  });
}

for (const [what, bytes, message] of [
  ['no gzip', Buffer.from('this is no archive'), 'gzip: invalid header'],
  ['too short', Buffer.from([0x1f, 0x8b, 8]), 'unexpected EOF'],
  ['nothing', Buffer.alloc(0), 'EOF'],
  ['cut off', gzipSync(tar([web])).subarray(0, 60), 'unexpected EOF'],
  ['no tar', gzipSync('hello'.repeat(200)), 'archive/tar: invalid tar header'],
  ['of a wrong sum', gzipSync(tar([web]).fill('x', 3, 4)), 'archive/tar: invalid tar header'],
] as const) {
  it(`refuses bytes that are ${what}`, async () => {
    assert.is((await failureOf(() => loadArchive(bytes, 'web.tgz'))).message, message);
  });
}

it('refuses archives that hold archives without end', async () => {
  let bytes = gzipSync(tar([web]));
  for (let i = 0; i < 120; i += 1) bytes = gzipSync(tar([top, { name: `top/charts/a${i}.tgz`, content: bytes }]));
  const error = await failureOf(() => loadArchive(bytes, 'web.tgz'));
  assert.is(error.code, 'CHART_INVALID');
  assert.match(error.message, /chart holds too many charts, or too deep ones$/);
});

it('refuses archives that are small, and large together', async () => {
  const inner = gzipSync(
    tar([top, ...Array.from({ length: 19 }, (_, i) => ({ name: `top/${i}`, content: zeros(5) }))]),
  );
  const entries = Array.from({ length: 6 }, (_, i) => ({
    name: `top/charts/a${i}.tgz`,
    content: Buffer.concat([inner, Buffer.from([i])]),
  }));
  const error = await failureOf(() => load([top, ...entries]));
  assert.match(error.message, /decompressed charts are larger than the maximum of 419430400 bytes$/);
});

it.run();
