import { existsSync } from 'node:fs';
import { chmod, cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { makeFolder } from '../inventory/index.ts';

/** What terraform itself keeps in a folder. */
const own = new Set(['.terraform', '.terraform.lock.hcl']);

/**
 * The template as it is now, in a folder of the deployment's own: two users share none, and what terraform keeps there stays.
 * @throws CapstanError COMPONENT_INVALID when there is no such template
 */
export async function copyTemplate(template: string, folder: string): Promise<void> {
  if (!existsSync(template)) {
    throw new CapstanError('COMPONENT_INVALID', `there is no terraform template ${template}`, {
      hint: 'the field `template` names a folder of resources/terraform',
    });
  }
  await makeFolder(folder);
  try {
    const old = (await readdir(folder)).filter((name) => !own.has(name));
    for (const name of old) await rm(join(folder, name), { recursive: true, force: true });
    await cp(template, folder, { recursive: true, filter: (source) => !source.endsWith('/.terraform') });
  } catch (error) {
    throw new CapstanError('FILE_UNWRITABLE', `${folder} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/** States of old, that terraform wrote as the umask of a terminal said: what is secret is in them. */
export async function closeStates(folder: string): Promise<void> {
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const states = files.map(({ name }) => name).filter((name) => /^terraform\.tfstate(\..+)?$/.test(name));
  for (const name of states) await chmod(join(folder, name), 0o600);
}

/** What a template says about itself, as far as it matters here. */
export interface Declared {
  readonly variables: ReadonlySet<string>;
  /** It keeps its state where it says itself. */
  readonly hasBackend: boolean;
}

export async function readDeclared(folder: string): Promise<Declared> {
  const names = (await readdir(folder)).filter((name) => /\.tf(\.json)?$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const plain = texts.map((text, index) => (names[index]?.endsWith('.json') ? text : withoutComments(text)));
  const hcl = plain.flatMap((text) => [...text.matchAll(/^\s*variable\s+"?([\w-]+)"?\s*\{/gm)].map(([, name]) => name));
  const json = plain.flatMap((text, index) => (names[index]?.endsWith('.json') ? namesInJson(text) : []));
  return {
    variables: new Set([...hcl, ...json].filter((name) => name !== undefined)),
    hasBackend: plain.some((text) => /^\s*(backend\s+"|cloud\s*\{)/m.test(text)),
  };
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*(#|\/\/).*$/gm, '');
}

function namesInJson(text: string): string[] {
  try {
    return Object.keys((JSON.parse(text) as { variable?: object }).variable ?? {});
  } catch {
    return []; // terraform says what is wrong with it
  }
}
