import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EntryError } from '../../../src/operator/watches/field.ts';
import { expandOverride } from '../../../src/operator/watches/override-values.ts';

const it = suite('override values');
const env = {
  MY_IMAGE: 'quay.io/operator-framework/helm-operator:latest',
  WORDS: 'a, "b" {c}',
  TEMPLATE: '{{ upper "x" }}',
  REGISTRY_PORT: '5000',
};
const field = { value: '', path: [0, 'overrideValues', 'a'] };
const expand = (text: string) => expandOverride('a', text, field, env);

/** As helm-operator: os.ExpandEnv, then text/template with slim-sprig. */
for (const [text, want] of [
  ['{{ ("$MY_IMAGE" | split ":")._0 }}', 'quay.io/operator-framework/helm-operator'],
  ['{{ ("$MY_IMAGE" | split ":")._1 }}', 'latest'],
  ['{{ env "MY_IMAGE" | splitList "/" | last }}', 'helm-operator:latest'],
  ['{{ expandenv "port ${REGISTRY_PORT}" }}', 'port 5000'],
  ['{{ env "UNSET" | default "x" }}', 'x'],
  ['{{ env "UNSET" }}', ''],
  ['$WORDS', 'a, "b" {c}'],
  ['$TEMPLATE', 'X'],
  ['{{ add $REGISTRY_PORT 1 }}', '5001'],
  ['{{ list 1 2 | toJson }}', '[1,2]'],
  ['{{ . }}', '<no value>'],
  ['{{ hello }}', 'Hello!'],
] as const) {
  it(`${text} is ${want}`, () => assert.is(expand(text), want));
}

for (const [what, text, words] of [
  // the variable is taken for one of the environment, which is not set
  ['a variable of its own', '{{ $x := "a" }}{{ $x }}', 'unexpected ":="'],
  ['a function of sprig that slim-sprig has not', '{{ genCA "x" 1 }}', 'function "genCA" not defined'],
  ['a function that would wait for the network', '{{ getHostByName "x" }}', 'function "getHostByName" not defined'],
  ['an action that does not end', '{{ env "X"', 'unclosed action'],
  ['a template that fails', '{{ index (list 1) 3 }}', 'index out of range'],
] as const) {
  it(`${what} is refused`, () => {
    try {
      expand(text);
    } catch (error) {
      assert.instance(error, EntryError);
      const { message, path, hint } = error as EntryError;
      assert.ok(message.startsWith('override value "a" is a template that fails: a:1'), message);
      assert.ok(message.includes(words), message);
      assert.is(path, field.path);
      assert.ok(hint);
      return;
    }
    assert.unreachable('it was expanded');
  });
}

it.run();
