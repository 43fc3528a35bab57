import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderChart } from '../../src/render/index.ts';
import { loadFiles } from '../chart/charts.ts';
import { inputOf } from './input.ts';

const it = suite('Files');
const files = { 'conf/a.toml': 'x = 1\ny = 2\n', 'conf/sub/b.toml': 'z', 'bytes.bin': 'é' };

for (const [code, want] of [
  ["it.Files.Get('conf/a.toml')", 'x = 1\ny = 2'],
  ["'<' + it.Files.Get('nope') + '>'", '<>'],
  ["it.Files.Lines('conf/a.toml').join('|')", 'x = 1|y = 2'],
  ["it.Files.Lines('nope').length", '0'],
  ["it.Files.GetBytes('bytes.bin').length", '2'],
  ["b64enc(it.Files.GetBytes('bytes.bin'))", 'w6k='],
  ["[...it.Files.Glob('conf/*')].map(([path, text]) => path + text.length).join()", 'conf/a.toml12'],
  ["[...it.Files.Glob('conf/**')].length", '2'],
  ["it.Files.Glob('**.toml').AsConfig()", 'a.toml: |\n  x = 1\n  y = 2\nb.toml: z'],
  ["it.Files.Glob('**.toml').AsSecrets()", 'a.toml: eCA9IDEKeSA9IDIK\nb.toml: eg=='],
  ["it.Files.Glob('nope/*').AsConfig()", '{}'],
  ["it.Files.Get('templates/NOTES.txt.eta') + it.Files.Get('Chart.yaml')", ''],
] as const) {
  it(code, async () => {
    const chart = await loadFiles({ ...files, 'templates/NOTES.txt.eta': `<%~ ${code} %>` });
    assert.is(renderChart(inputOf(chart)).notes.trimEnd(), want);
  });
}

it.run();
