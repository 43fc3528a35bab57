import type { Api } from '../routes/index.ts';

type Document = ReturnType<Api['getOpenAPI31Document']>;

export type { Document };

const description = `What is offered to whom, and in which state it is.

Errors are \`application/problem+json\`; their codes are described at /docs/errors. Lists are \`{objects, meta}\`, the newest first.`;

/** The OpenAPI document of all routes that an app has. */
export function openApiDocument(api: Api, version: string): Document {
  const { openAPIRegistry: registry } = api;
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`ApiKey USER:KEY`',
  });
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'capstan_session' });
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Cloud manager', version, description, license: { name: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { bearer: [] }, { session: [] }],
    tags: [
      { name: 'commands', description: 'Install, update and remove services.' },
      { name: 'tasks', description: 'What a command’s steps became, and what they printed.' },
      { name: 'deployments', description: 'What a user has of a service.' },
      { name: 'plans', description: 'What is offered, and how it is done.' },
      { name: 'users', description: 'Who may command, and their keys.' },
      { name: 'events', description: 'State and output, as they change.' },
      { name: 'cluster', description: 'What runs of the own services.' },
      { name: 'session', description: 'Sign-in of the page.' },
    ],
  });
}
