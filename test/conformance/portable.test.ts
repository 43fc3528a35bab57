import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import { someValues } from '../template/portable/any-values.ts';
import { compiled, named, type Templates } from '../template/portable/both.ts';
import { cases, values } from '../template/portable/cases.ts';
import { expression } from '../template/portable/expressions.ts';
import { type Outcome, renderTemplates } from './candidate.ts';
import { type Answer, noAnswer, Oracle } from './oracle.ts';

const it = suite('Eta as Go templates, rendered by Helm');

/** The oracle has no cluster, and prints no notes. */
const others = ['Lookup', 'notes'];

for (const [what, templates] of cases.filter(([what]) => !others.includes(what))) {
  it(`${what}: Helm writes the bytes that Eta writes`, async () => {
    await using oracle = await Oracle.start();
    const [answer] = await ask(oracle, [[compiled(templates), values]]);
    const want = eta(named(templates), values);
    assert.is(want.error, undefined);
    assert.is(answer!.error, undefined);
    assert.is(answer!.output, want.output);
  });
}

it('numbers of --set, which are int64 to Helm, are numbers', async () => {
  await using oracle = await Oracle.start();
  const template =
    'a: <%= it.Values.n + 1 %>\nb: <%= it.Values.n === 3 %>\nc: <%= `x${it.Values.big}` %>\nd: <%= typeof it.Values.l[0] %>\n';
  const answer = await oracle.ask({
    op: 'expr',
    templates: inFolder(compiled(template)),
    values: '{}',
    set: ['n=3', 'big=9007199254740993', 'l={1,2}'],
  });
  assert.is(answer.output, '== c/templates/x.yaml\na: 4\nb: true\nc: x9007199254740992\nd: number\n');
});

it('whatever is calculated from whatever values: Helm writes what Eta writes, or stops with a place', async () => {
  await using oracle = await Oracle.start();
  const questions = fc
    .sample(fc.tuple(expression, someValues), { numRuns: 400, seed: 11 })
    .flatMap(([code, values]) =>
      [`v: <%= ${code} %>\n`, `v: <%= toJson(sorted(${code})) %>\ny:\n  <%~ yaml(sorted(${code})) %>\n`].map(
        (text) => [text, values] as const,
      ),
    )
    .flatMap(([text, values]) => {
      const templates = goOf(text);
      return templates ? [{ text, values, templates }] : [];
    });
  const answers = await ask(
    oracle,
    questions.map(({ templates, values }) => [templates, values]),
  );
  const reached = { same: 0, failed: 0, stopped: 0 };
  questions.forEach(({ text, values }, at) => {
    const want = eta(named(text), values);
    const answer = answers[at]!;
    assert.is.not(answer, noAnswer);
    const told = `${text}\n${JSON.stringify(values)}`;
    if (want.error !== undefined) {
      assert.is.not(answer.error, undefined, `${told}\nEta fails: ${want.error}`);
      reached.failed += 1;
    } else if (answer.error !== undefined) {
      assert.match(answer.error, /c\/templates\/x\.yaml\.eta:\d+:\d+: /, `${told}\n${answer.error}`);
      reached.stopped += 1;
    } else {
      assert.is(answer.output, want.output, told);
      reached.same += 1;
    }
  });
  assert.ok(reached.same > 2 * reached.stopped, JSON.stringify(reached));
});

function eta(templates: Templates, values: object): Outcome {
  const { output, error } = renderTemplates(inFolder(templates), values as never);
  return { output: output.replaceAll(/^(== c\/templates\/\S+)\.eta$/gm, '$1'), error };
}

function ask(oracle: Oracle, questions: readonly (readonly [Templates, object])[]): Promise<Answer[]> {
  return oracle.askAll(
    questions.map(([templates, values]) => ({
      op: 'expr',
      templates: inFolder(templates),
      // YAML does not read all characters that JSON leaves as they are
      values: JSON.stringify(values).replace(/[^ -~\ud800-\udfff]/g, (unit) => {
        return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
      }),
    })),
  );
}

function inFolder(templates: Templates): Templates {
  return Object.fromEntries(Object.entries(templates).map(([name, text]) => [`templates/${name}`, text]));
}

function goOf(template: string): Templates | undefined {
  try {
    return compiled(template);
  } catch (error) {
    if (isCapstanError(error) && error.code === 'TEMPLATE_SYNTAX') return undefined;
    throw error;
  }
}

it.run();
