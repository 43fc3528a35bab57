import { apiPath } from '../representation.ts';
import type { Api } from '../routes/index.ts';
import { openApiDocument } from './document.ts';
import { errorsPage, referencePage } from './pages.ts';
import { style } from './style.ts';

/** The document and its pages, made of all routes that `api` has when they are first asked for. */
export function referenceRoutes(api: Api, version: string): void {
  let made: { readonly json: string; readonly page: string } | undefined;
  const reference = () => {
    if (made === undefined) {
      const document = openApiDocument(api, version);
      made = { json: JSON.stringify(document), page: referencePage(document) };
    }
    return made;
  };
  api.get(`${apiPath}/openapi.json`, (c) => c.body(reference().json, 200, { 'content-type': 'application/json' }));
  api.get('/docs', (c) => c.html(reference().page));
  api.get('/docs/errors', (c) => c.html(errorsPage()));
  api.get('/docs/reference.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
}
