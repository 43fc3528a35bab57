import { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import {
  anyComponent,
  type Check,
  checkCluster,
  readComponents,
  specsToCheck,
  targetOf,
} from '../../execution/index.ts';
import { print } from '../print.ts';
import { painter } from '../releases/index.ts';
import { hasColor } from '../terminal.ts';
import { addComponentFlags, type ComponentFlags, componentOrWarn, withTools } from './component-flags.ts';

const examples = `
Needed: one node with the label omegaml.io/role=system, 4 cores and 8 GB; the right to deploy to the namespaces
omegaml-services and omegaml-runtime; what parts that are switched off leave to the cluster (--specs "tags.nfs=false"). A node
for data science, of 4 cores and 8 GB, is advice.

Examples:
  cloudmgr preflight --user someuser
  cloudmgr preflight --kubeconfig ~/.kube/lab --specs "tags.localpath=false"
  cloudmgr preflight -o json

Exit codes: 0 everything needed is there, 1 something is not (with --advice: 0).`;

type PreflightFlags = ComponentFlags & { readonly output: string; readonly advice: boolean; readonly phase: string };

/** `cloudmgr preflight`: whether a cluster has what the services need. */
export function preflightCommand(): Command {
  const command = new Command('preflight')
    .description('say whether a cluster has what the services need')
    .option('-o, --output <format>', 'text or json', 'text')
    .option('-p, --phase <phase>', 'install, or update: what the deployment was installed with counts, too', 'install')
    .option('--advice', 'what is missing is no failure', false)
    .addHelpText('after', examples);
  return addComponentFlags(command, 'tenant').action((flags: PreflightFlags, self: Command) =>
    withTools(flags, flags.phase, async (asked, tools, signal) => {
      const isSaid = self.getOptionValueSource('component') !== 'default'; // a home need not have a tenant
      const find = isSaid ? componentOrWarn : anyComponent;
      const component = find(readComponents(tools.places), asked.component);
      const target = targetOf(asked, component, tools.places, tools.env);
      const cluster = tools.openCluster(target.environment, undefined);
      try {
        const checks = await checkCluster(cluster, { specs: await specsToCheck(target) }, signal);
        print(flags.output === 'json' ? `${JSON.stringify(checks, undefined, 2)}\n` : report(checks));
        const failed = checks.filter(({ result }) => result === 'failed');
        if (failed.length > 0 && !flags.advice) throw missing(failed);
      } finally {
        await cluster.close();
      }
    }),
  );
}

const marks = { ok: 'ok    ', failed: 'FAILED', advice: 'advice' } as const;
const tones = { ok: 'green', failed: 'red', advice: 'yellow' } as const;

function report(checks: readonly Check[]): string {
  const paint = painter(hasColor(process.stdout, process.env));
  return checks
    .map(({ what, result, found, hint }) => {
      const line = `${paint(tones[result], marks[result])}  ${what}: ${found}\n`;
      return hint === undefined ? line : `${line}        ${hint}\n`;
    })
    .join('');
}

function missing(failed: readonly Check[]): CapstanError {
  return new CapstanError('PREFLIGHT_FAILED', `the cluster lacks ${failed.map(({ what }) => what).join('; ')}`, {
    hint: 'do what the report says for each line that failed; --advice goes on without',
  });
}
