import { posix } from 'node:path';
import { parseQuantity } from '../../cluster/index.ts';
import { type Mount, type Plan, parseTag } from '../store/index.ts';
import { asTable, textsOf, wrong } from './shape.ts';

// Where the container's own files are or a kubelet mounts something itself.
const taken = ['/', '/dev', '/etc', '/proc', '/sys', '/var/run/secrets/kubernetes.io/serviceaccount'];

/**
 * A plan as a user writes it: {image, args?, inputs: [{path, tags: ['key:value']}], outputs: […], resources?}.
 * @throws CapstanError REQUEST_INVALID with what is wrong
 */
export function readPlan(given: unknown): Omit<Plan, 'id' | 'active'> {
  const { image, args = [], inputs, outputs = [], resources = {} } = asTable(given, 'a plan');
  if (typeof image !== 'string' || !/^\S+$/.test(image)) throw wrong('a plan needs an image');
  const plan = {
    image,
    args: textsOf(args, 'args'),
    inputs: mountsOf(inputs, 'inputs'),
    outputs: mountsOf(outputs, 'outputs'),
    resources: resourcesOf(resources),
  };
  if (plan.inputs.length === 0) throw wrong('a plan needs an input: without one nothing would ever start it');
  const paths = [...plan.inputs, ...plan.outputs].map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw wrong(`${twice} is mounted twice`);
  return plan;
}

function mountsOf(given: unknown, name: string): readonly Mount[] {
  if (!Array.isArray(given)) throw wrong(`${name} is a list`);
  return given.map((one) => {
    const { path: written, tags } = asTable(one, `each of ${name}`);
    const path = pathOf(written, name);
    const texts = textsOf(tags, `tags of ${path}`);
    if (texts.length === 0) throw wrong(`${path} has no tags`);
    return { path, tags: texts.map(parseTag) };
  });
}

/** Without what would make two texts of one path. */
function pathOf(written: unknown, name: string): string {
  if (typeof written !== 'string' || !written.startsWith('/')) {
    throw wrong(`each of ${name} has a path that begins with /`);
  }
  // a kubelet reads a path up to a colon
  if (/[:\0]/.test(written) || written.split('/').includes('..')) throw wrong(`${written} has : or .. in it`);
  const path = posix.normalize(written).replace(/(.)\/$/, '$1');
  if (taken.includes(path)) throw wrong(`nothing can be mounted at ${path}`);
  return path;
}

function resourcesOf(given: unknown): Plan['resources'] {
  const entries = Object.entries(asTable(given, 'resources')).map(([name, amount]) => [name, String(amount)] as const);
  for (const [name, amount] of entries) {
    if (!/^[a-z0-9A-Z]([-\w./]*[a-zA-Z0-9])?$/.test(name)) throw wrong(`${name} is no resource`);
    if (parseQuantity(amount) === undefined)
      throw wrong(`resources.${name}: ${amount} is no amount, as 500m or 1Gi is`);
  }
  return Object.fromEntries(entries);
}
