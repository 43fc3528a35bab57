import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NamedImage, readLayout } from '../../src/image/index.ts';
import { scratchFolder } from '../support/scratch.ts';
import { capstan } from './world.ts';

/** The name that the Deployment in deploy/ gives the operator's image, as containerd has it. */
export const deployedName = 'docker.io/capstan/kre-operator:v0.1.0';

/** Builds the operator's image as for a cluster of one's own. @returns the folder that the output is in */
export async function buildOperator(): Promise<string> {
  const out = scratchFolder();
  await capstan(['build', 'image', '--component', 'kre-operator', '--out', out]);
  return out;
}

/** The operator's image of a build, out of its OCI layout; its name is `kre-operator:TAG`. */
export async function imagesOf(out: string): Promise<NamedImage> {
  const built = join(out, 'bin/images/local');
  const { components } = JSON.parse(readFileSync(join(built, 'images.json'), 'utf8')) as {
    components: { name: string; tag: string }[];
  };
  const tag = components.find(({ name }) => name === 'kre-operator')?.tag;
  const image = (await readLayout(join(built, 'layout'))).find(({ name }) => name === `kre-operator:${tag}`);
  if (image === undefined) throw new Error(`the layout holds no kre-operator:${tag}`);
  return image;
}
