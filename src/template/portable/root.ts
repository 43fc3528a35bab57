import type { Node } from 'acorn';
import type { Context } from './context.ts';
import { type Kind, type Value, value } from './value.ts';

/** What `it` is known to hold where a template with output of its own begins. Partials are given anything. */
const members: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  '': { Values: 'table', Release: 'table', Chart: 'table', Capabilities: 'table', Template: 'table', Files: 'table' },
  Release: {
    Name: 'text',
    Namespace: 'text',
    Service: 'text',
    Revision: 'number',
    IsInstall: 'boolean',
    IsUpgrade: 'boolean',
  },
  Chart: {
    Name: 'text',
    Version: 'text',
    AppVersion: 'text',
    Description: 'text',
    KubeVersion: 'text',
    Type: 'text',
    Home: 'text',
    Icon: 'text',
    Deprecated: 'boolean',
    IsRoot: 'boolean',
  },
  Capabilities: { KubeVersion: 'table', APIVersions: 'list' },
  'Capabilities.KubeVersion': { Version: 'text', GitVersion: 'text', Major: 'text', Minor: 'text' },
  Template: { Name: 'text', BasePath: 'text' },
};

export const rootValue = value('$it', 'table', { root: '' });

/** @throws CapstanError TEMPLATE_UNPORTABLE for what Helm does not have, or not alike */
export function rootMember(context: Context, base: Value, { name, node }: { name: string; node: Node }): Value {
  const kind = members[base.root!]?.[name];
  if (kind === undefined) {
    const known = Object.keys(members[base.root!] ?? {}).join(', ');
    const of = base.root === '' ? 'it' : `it.${base.root}`;
    throw context.refuse(
      node,
      `${of} has no ${name} there`,
      known === '' ? 'call it.Files.Get(path)' : `it has ${known}`,
    );
  }
  const path = base.root === '' ? name : `${base.root}.${name}`;
  return value(`${base.go}.${name}`, kind, members[path] || name === 'Files' ? { root: path } : {});
}
