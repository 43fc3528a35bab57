import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgress } from '../src/cli/terminal.ts';
import { Progress } from '../src/cli/up/progress.ts';
import { Cluster, type KubeObject, loadConnection } from '../src/cluster/index.ts';
import { userAgent } from '../src/version.ts';
import { parseYamlDocuments } from '../src/yaml/index.ts';
import { applyAll } from './deploy/apply.ts';
import { imageOf } from './deploy/image.ts';
import { runScript, type ScriptFlags } from './deploy/run.ts';

const usage = `TAG=TAG npm run deploy -- [--kubeconfig FILE] [--context NAME] [-o json]

Applies the operator of CnvrgApps and the CnvrgInfra to a cluster: its kinds (deploy/crds) and deploy/cnvrg, with the image
docker.io/cnvrg/cnvrg-operator:TAG. What is there already becomes the same; run again it changes nothing.
`;

const checkout = join(import.meta.dirname, '..');

await runScript(usage, deploy);

async function deploy(flags: ScriptFlags): Promise<void> {
  const image = imageOf(process.env['TAG']);
  const objects = readManifests(image);
  const { kubeconfig, context } = flags;
  const cluster = new Cluster(
    loadConnection({
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
      userAgent: userAgent(),
      env: process.env,
    }),
  );
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  try {
    const isJson = flags.output === 'json';
    const applied = await applyAll(cluster, objects, {
      onBegin: (name) => progress.begin(name),
      onEnd: ({ object, result }) => {
        if (!isJson) progress.aside(() => process.stdout.write(`${object} ${result}\n`));
      },
    });
    progress.end();
    if (isJson)
      process.stdout.write(`${JSON.stringify({ server: cluster.server, image, objects: applied }, undefined, 2)}\n`);
  } finally {
    progress.end();
    cluster.close();
  }
}

/** The kinds first, then the namespace and what is in it. */
function readManifests(image: string): readonly KubeObject[] {
  const definitions = readdirSync(join(checkout, 'deploy/crds')).filter((file) => /^mlops\..*_crd\.yaml$/.test(file));
  const files = [
    ...definitions.sort().map((file) => `deploy/crds/${file}`),
    ...['namespace', 'service_account', 'cluster_role', 'cluster_role_binding', 'operator'].map(
      (name) => `deploy/cnvrg/${name}.yaml`,
    ),
  ];
  return files.flatMap((file) => {
    const objects = parseYamlDocuments(readFileSync(join(checkout, file), 'utf8'), { file }) as KubeObject[];
    return objects.map((object) => (object.kind === 'Deployment' ? withImage(object, image) : object));
  });
}

interface DeploymentSpec {
  readonly template: { readonly spec: { readonly containers: readonly object[] } };
}

function withImage(deployment: KubeObject, image: string): KubeObject {
  const spec = deployment['spec'] as DeploymentSpec;
  const { template } = spec;
  const containers = template.spec.containers.map((container) => ({ ...container, image }));
  return { ...deployment, spec: { ...spec, template: { ...template, spec: { ...template.spec, containers } } } };
}
