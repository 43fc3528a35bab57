import { readFile } from 'node:fs/promises';
import { CapstanError, messageOf } from '../../errors/index.ts';
import type { Base } from '../base/index.ts';
import type { NodeRuntime } from '../runtime/index.ts';
import type { ImageSpec, SbomSpec } from '../spec.ts';

interface Component {
  readonly 'bom-ref'?: string;
  readonly name?: string;
  readonly purl?: string;
}

interface Document {
  readonly bomFormat?: unknown;
  readonly components?: readonly Component[];
}

/**
 * The parts of an image as CycloneDX 1.6 in JSON: the runtime's packages, the base, and what the given documents list. Equal
 * parts give an equal text.
 * @throws CapstanError IMAGE_INVALID, FILE_UNREADABLE
 */
export async function sbomOf(
  spec: ImageSpec,
  { name, version, documents = [] }: SbomSpec,
  base: Base,
  runtime: NodeRuntime | undefined,
): Promise<string> {
  const components = new Map<string, Component>();
  const add = (component: Component) => components.set(component['bom-ref'] ?? JSON.stringify(component), component);
  if (base.origin) add(baseComponent(base.origin));
  for (const one of runtime?.packages ?? []) add({ type: 'library', 'bom-ref': one.purl, ...one } as Component);
  for (const file of documents) for (const component of await readComponents(file)) add(component);
  const sorted = [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
  const own = `pkg:oci/${encodeURIComponent(name)}?arch=${spec.architecture}&tag=${encodeURIComponent(version)}`;
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'container', 'bom-ref': own, name, version, purl: own } },
    components: sorted,
    dependencies: [{ ref: own, dependsOn: sorted.flatMap((one) => one['bom-ref'] ?? []) }],
  };
  return `${JSON.stringify(document)}\n`;
}

function baseComponent({ name, digest }: NonNullable<Base['origin']>): Component {
  const purl = `pkg:oci/${encodeURIComponent(name.slice(name.lastIndexOf('/') + 1).replace(/:.*/, ''))}@${encodeURIComponent(digest)}`;
  return { type: 'container', 'bom-ref': purl, name, version: digest, purl } as Component;
}

async function readComponents(file: string): Promise<readonly Component[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CapstanError('FILE_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, {
      place: { file },
      cause: error,
    });
  });
  try {
    const { bomFormat, components = [] } = JSON.parse(text) as Document;
    if (bomFormat === 'CycloneDX' && Array.isArray(components)) return components;
  } catch {
    // told below: whatever it is, it is no list of parts
  }
  throw new CapstanError('IMAGE_INVALID', `${file} is no CycloneDX document in JSON`, { place: { file } });
}
