import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CapstanError, messageOf } from '../../../errors/index.ts';
import {
  type Asked,
  kubeconfigName,
  openFolder,
  readComponents,
  scriptEnvironment,
  storedKubeconfig,
  type Target,
  type Tools,
  targetOf,
} from '../../../execution/index.ts';
import { warn } from '../../print.ts';
import { componentOrWarn } from '../component-flags.ts';
import { privateKubeconfig } from './kubeconfig.ts';
import { startFile } from './start-file.ts';

/** A shell for a component and a user, on this very terminal. Resolves to its exit code. */
export async function openShell(asked: Asked, tools: Tools, signal: AbortSignal): Promise<number> {
  const component = componentOrWarn(readComponents(tools.places), asked.component);
  const target = targetOf(asked, component, tools.places, tools.env);
  const script = component?.kind === 'scripts' ? component : undefined;
  const { environment } = await scriptEnvironment(script, target, tools, signal);
  await openFolder(target.componentBase, tools.places.deployments);
  const own = mkdtempSync(join(tmpdir(), 'cloudmgr-shell-')); // mode 0700
  try {
    const kubeconfig = join(own, 'kubeconfig.yml');
    const { text, source } = privateKubeconfig(target.kubeconfig, tools.env);
    writeFileSync(kubeconfig, text, { mode: 0o600 });
    const start = join(own, 'start.sh');
    writeFileSync(start, startFile(target, source), { mode: 0o600 });
    const bash = await tools.program('bash');
    return await run(bash, start, { ...environment, KUBECONFIG: kubeconfig }, target);
  } finally {
    rmSync(own, { recursive: true, force: true });
    closeStored(target);
  }
}

/** It holds keys. */
function closeStored({ clusterBase, kubeconfig }: Target): void {
  const stored = join(clusterBase, kubeconfigName);
  if (!existsSync(stored)) return;
  chmodSync(stored, 0o600);
  if (kubeconfig !== stored && storedKubeconfig(clusterBase)) warn(`${stored} is used from now on`);
}

/** Ctrl-C is the shell's: it ends what runs in it, not us. */
async function run(bash: string, start: string, env: Record<string, string>, target: Target): Promise<number> {
  const isInteractive = process.stdin.isTTY === true;
  const words = isInteractive ? ['--rcfile', start, '-i'] : ['-s'];
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(bash, words, {
        cwd: target.componentBase,
        env: isInteractive ? env : { ...env, BASH_ENV: start },
        stdio: 'inherit',
      });
      child.once('error', (error) => {
        reject(new CapstanError('TOOL_MISSING', `${bash} cannot be run: ${messageOf(error)}`, { cause: error }));
      });
      child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}
