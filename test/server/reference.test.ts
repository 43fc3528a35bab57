import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { html, prose } from '../../src/server/reference/html.ts';

const it = suite('reference pages');

it('what is put into a template stays text', () => {
  const name = `<script>alert("1 & 2")</script>'`;
  assert.is(
    html`<p title="${name}">${name}</p>`.text,
    '<p title="&#60;script&#62;alert(&#34;1 &#38; 2&#34;)&#60;/script&#62;&#39;">&#60;script&#62;alert(&#34;1 &#38; 2&#34;)&#60;/script&#62;&#39;</p>',
  );
});

it('templates go into templates as they are, lists one after the other, nothing as nothing', () => {
  const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
  assert.is(html`<ul>${items}</ul>${undefined}${false}${3}`.text, '<ul><li>a</li><li>&#60;b&#62;</li></ul>3');
});

it('back-ticks are code', () => assert.is(prose('say `a < b` twice').text, 'say <code>a &#60; b</code> twice'));

it.run();
