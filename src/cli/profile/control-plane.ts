import { Command } from 'commander';
import { mergeValues } from '../../chart/index.ts';
import { readValuesFlags } from '../values-flags.ts';
import { type ControlPlaneFlags, checkComplete, valuesOfFlags } from './control-plane-values.ts';
import { addDumpFlags, booleanFlag, flag, readDumpFlags } from './dump-flags.ts';

const examples = (program: string) => `
Flags may be given in the environment as well: CNVRGCTL_ and the flag's name, as in CNVRGCTL_REGISTRY_PASSWORD.
What flags do not say is a value: --set and --values take every field of a CnvrgApp's spec. Later ones win: the chart's
values.yaml, the profile's, flags, --values, --set.

Examples:
  ${program} profile dump control-plane -a apps.example.com -i docker.io/cnvrg/app:v3.9.27 -u me -p "$PASSWORD" -s istio
  ${program} profile dump cp … --preserve-templates-dir -n cnvrg-1 -d manifests
  ${program} profile dump cp … --set controlPlan.webapp.replicas=3,dbs.pg.storageSize=200Gi
  ${program} profile dump cp … --set dbs.pg.enabled=false        a PostgreSQL of your own: bring the Secret pg-creds
  ${program} profile dump cp … --https --set networking.https.certSecret=wildcard-tls
  ${program} profile dump cp … -f my-values.yaml -o json

Then:
  kubectl create namespace cnvrg
  kubectl apply -f ./cnvrg-manifests/                          with --preserve-templates-dir: kubectl apply -R -f …

Passwords and keys are made up anew by every dump, so two dumps do not fit together: before the objects of a second one are
applied, delete those of the first, and the ConfigMap cnvrg-db-init, which the first start leaves in the namespace.

Exit codes: 0 done, 1 failed; a dump that failed leaves the folder as it was.`;

/** `capstan profile dump control-plane`: a cnvrg control plane without its infrastructure. */
export function controlPlaneCommand(program: string): Command {
  const command = new Command('control-plane')
    .alias('cp')
    .description('write the manifests of a cnvrg control plane, for a cluster that has its own infrastructure')
    .addOption(
      flag('-a, --wildcard-domain <domain>', 'the domain of all hosts: app.DOMAIN, minio.DOMAIN; required').default(''),
    )
    .addOption(
      flag('-i, --control-plane-image <image>', 'the image of web application, workers and seeder; required').default(
        '',
      ),
    )
    .addOption(flag('-u, --registry-user <user>', 'who pulls the images; required').default(''))
    .addOption(flag('-p, --registry-password <password>', 'the password of who pulls; required').default(''))
    .addOption(
      flag('-s, --ingress <type>', 'what brings requests to the pods')
        .choices(['istio', 'ingress', 'openshift', 'nodeport'])
        .default('ingress'),
    )
    .addOption(
      flag('-c, --cri <cri>', 'the container runtime of the nodes')
        .choices(['docker', 'containerd', 'cri-o'])
        .default('containerd'),
    )
    .addOption(booleanFlag('--https', 'hosts are served by https; takes a certificate'))
    .addOption(flag('--proxy <url>', 'the HTTP proxy through which the pods reach the outside').default(''))
    .addHelpText('after', examples(program));
  return addDumpFlags(command).action(() => dumpControlPlane(command));
}

async function dumpControlPlane(command: Command): Promise<void> {
  const flags = readDumpFlags<ControlPlaneFlags>(command);
  const values = mergeValues(valuesOfFlags(flags), await readValuesFlags(flags));
  checkComplete(values);
  const { dumpProfile } = await import('./dump-profile.ts');
  const { controlPlaneProfile } = await import('./profiles.ts');
  await dumpProfile(controlPlaneProfile, values, flags);
}
