import { catalogue, type ErrorCode, explanations } from '../../errors/index.ts';
import { statusOf } from '../problem.ts';
import type { Document } from './document.ts';
import { type Html, html, page, prose } from './html.ts';
import { type Operation, operationsOf, type Schema, typeOf } from './operations.ts';

/** The API as a page that needs nothing but itself. */
export function referencePage(document: Document): string {
  const operations = operationsOf(document);
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const tags = document.tags ?? [];
  return page(
    `${document.info.title} API`,
    html`<nav aria-label="Contents">
<p><strong>${document.info.title} API</strong> ${document.info.version}</p>
<p><a href="/admin/api/v2/openapi.json">openapi.json</a> · <a href="/docs/errors">errors</a></p>
${tags.map(({ name }) => tagLinks(name, operations))}
<h2>schemas</h2>
<ul>${Object.keys(schemas).map((name) => html`<li><a href="#${name}">${name}</a></li>`)}</ul>
</nav>
<main>
<h1>${document.info.title} API</h1>
${(document.info.description ?? '').split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
<h2>Who asks</h2>
<p>Every request says who sends it: <code>Authorization: ApiKey USER:KEY</code>, a bearer token where the server takes some, or the cookie of the page.</p>
<pre><code>curl -H 'Authorization: ApiKey someuser:KEY' -H 'Content-Type: application/json' \\
     -d '{"offering": "hello", "user": "someuser", "phase": "install", "params": "size=1"}' \\
     http://127.0.0.1:8080/admin/api/v2/service/command</code></pre>
${tags.map(
  ({ name, description }) => html`<h2 id="tag-${name}">${name}</h2><p>${prose(description)}</p>
${operations.filter(({ tag }) => tag === name).map(operationPart)}`,
)}
<h2 id="schemas">Schemas</h2>
${Object.entries(schemas).map(([name, schema]) => html`<section><h3 id="${name}">${name}</h3>${schemaTable(schema)}</section>`)}
</main>`,
  );
}

/** What each code of a problem means. */
export function errorsPage(): string {
  const codes = (Object.keys(catalogue) as ErrorCode[]).filter((code) => statusOf(code) !== 500);
  return page(
    'Errors of the cloud manager API',
    html`<nav aria-label="Contents"><p><a href="/docs">API reference</a></p>
<ul>${codes.map((code) => html`<li><a href="#${code}">${code}</a></li>`)}</ul></nav>
<main><h1>Errors</h1>
${codes.map(
  (code) => html`<section><h2 id="${code}">${code} <small>${statusOf(code)}</small></h2>
<p>${prose(catalogue[code].title)}</p><p>Example: ${prose(explanations[code].example)}</p><p>${prose(explanations[code].help)}</p></section>`,
)}
</main>`,
  );
}

function tagLinks(name: string, operations: readonly Operation[]): Html {
  const own = operations.filter(({ tag }) => tag === name);
  return html`<h2>${name}</h2>
<ul>${own.map(({ id, method, summary }) => html`<li><a href="#${id}"><b>${method}</b> ${summary}</a></li>`)}</ul>`;
}

function operationPart({ id, method, path, summary, description, parameters, body, answers }: Operation): Html {
  return html`<section>
<h3 id="${id}"><b class="${method.toLowerCase()}">${method}</b> <code>${path}</code></h3>
<p>${summary}. ${prose(description)}</p>
${
  parameters.length > 0 &&
  html`<table><thead><tr><th scope="col">parameter</th><th scope="col">in</th><th scope="col">type</th><th scope="col">meaning</th></tr></thead>
<tbody>${parameters.map(
    (
      one,
    ) => html`<tr><td><code>${one.name}</code>${one.required === true && html` <small>required</small>`}</td><td>${one.in}</td>
<td>${typeOf(one.schema)}</td><td>${prose(one.description ?? one.schema?.description)}${defaultOf(one.schema)}</td></tr>`,
  )}</tbody></table>`
}
${body && html`<p>Body: ${typeLink(body)}</p>`}
<table><thead><tr><th scope="col">status</th><th scope="col">answer</th><th scope="col">body</th></tr></thead>
<tbody>${answers.map((one) => html`<tr><td>${one.status}</td><td>${one.description}</td><td>${one.schema && typeLink(one.schema)}</td></tr>`)}</tbody></table>
</section>`;
}

function schemaTable({ properties = {}, required = [] }: Schema): Html {
  return html`<table><thead><tr><th scope="col">field</th><th scope="col">type</th><th scope="col">meaning</th></tr></thead>
<tbody>${Object.entries(properties).map(
    ([
      name,
      schema,
    ]) => html`<tr><td><code>${name}</code>${!required.includes(name) && html` <small>optional</small>`}</td>
<td>${typeLink(schema)}</td><td>${prose(schema.description)}${defaultOf(schema)}</td></tr>`,
  )}</tbody></table>`;
}

function typeLink(schema: Schema): Html {
  const name = (schema.$ref ?? schema.items?.$ref)?.replace(/^.*\//, '');
  return name === undefined ? html`${typeOf(schema)}` : html`<a href="#${name}">${typeOf(schema)}</a>`;
}

function defaultOf(schema: Schema | undefined): Html | undefined {
  return schema?.default === undefined ? undefined : html` <small>default ${JSON.stringify(schema.default)}</small>`;
}
