import fc from 'fast-check';
import { suite } from 'uvu';
import { engineFor } from '../../src/template/index.ts';
import { parseYaml } from '../../src/yaml/index.ts';
import { json, same, scalar, text } from '../yaml/texts.ts';

const it = suite('Eta safety');

function compile(template: string): (data: object) => unknown {
  const set = engineFor('x.yaml.eta')!.compile([{ name: 'x.yaml.eta', text: template }]);
  return (data) => parseYaml(set.render('x.yaml.eta', data), { file: 'x.yaml' });
}

const notNull = scalar.filter((value) => value !== null);

it('no value changes its type, its neighbours or the structure, wherever a whole scalar may stand', () => {
  const render = compile(
    [
      'a: <%= it.v %>',
      'b: 1',
      'l:',
      '  - <%= it.v %>',
      '  - name: <%= it.v %> # comment',
      '    flow: [<%= it.v %>, {k: <%= it.v %>}]',
      'keys:',
      '  <%= it.k %>: <%= it.v %>',
      '  # <%= it.v %>',
      'end: 1',
      '',
    ].join('\n'),
  );
  fc.assert(
    fc.property(
      notNull,
      text.filter((key) => key !== '<<'),
      (v, k) => {
        same(render({ v, k }), {
          a: v,
          b: 1,
          l: [v, { name: v, flow: [v, { k: v }] }],
          keys: Object.fromEntries([[k, v]]),
          end: 1,
        });
      },
    ),
    { numRuns: 600 },
  );
});

it('yaml() carries any data, with and without an indent of its own', () => {
  const render = compile('a:\n  b:\n    <%~ yaml(it.v) %>\n  c:\n<%~ yaml(it.v, 4) %>\nend: 1\n');
  fc.assert(
    fc.property(json, (value) => {
      const v = [value];
      same(render({ v }), { a: { b: v, c: v }, end: 1 });
    }),
    { numRuns: 300 },
  );
});

it('toJson() makes a string of any data', () => {
  const render = compile('a: <%= toJson(it.v) %>\n');
  fc.assert(
    fc.property(json, (v) => same(render({ v }), { a: JSON.stringify(v) })),
    { numRuns: 200 },
  );
});

it.run();
