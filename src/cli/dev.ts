import { Command } from 'commander';
import { destroyCommand } from './dev/destroy.ts';
import { installKnitCommand } from './dev/install-knit.ts';
import { kubectlCommand } from './dev/kubectl.ts';
import { loadCommand } from './dev/load.ts';
import { serveCommand } from './dev/serve.ts';
import { sshCommand } from './dev/ssh.ts';
import { statusCommand } from './dev/status.ts';
import { suspendCommand } from './dev/suspend.ts';
import { resumeCommand, upCommand } from './dev/up.ts';

const help = `
A cluster for development that goes on after the command has ended. Its folder keeps all there is of it: by default
./dev-cluster/.sync where there is a folder ./dev-cluster, and ./.sync elsewhere.

  .sync/kubeconfig/kubeconfig   a kubeconfig with every right
  .sync/kubeadm                 what another machine would join with
  docker-certs/meta/ca.crt      the authority of the registry, also put into ~/.docker/certs.d/ADDRESS:PORT/ca.crt

Examples:
  capstan dev up                                      three simulated nodes: pods get a status, no container runs; no root
  capstan dev up --nodes real --count 1               a node that runs containers; root, containerd and more
  eval "$(capstan dev up)"; kubectl get nodes         KUBECONFIG of this shell
  capstan dev kubectl -- get nodes -o wide
  capstan dev suspend; capstan dev resume             the same cluster again, as it was
  capstan dev destroy -f                              nothing of it is left`;

/** `capstan dev`: the life of a cluster for development. */
export function devCommand(): Command {
  return new Command('dev')
    .usage('[options] <command>')
    .enablePositionalOptions() // what stands behind `kubectl` is kubectl's
    .addCommand(upCommand())
    .addCommand(suspendCommand())
    .addCommand(resumeCommand())
    .addCommand(destroyCommand())
    .addCommand(statusCommand())
    .addCommand(sshCommand())
    .addCommand(kubectlCommand())
    .addCommand(loadCommand())
    .addCommand(installKnitCommand())
    .addCommand(serveCommand(), { hidden: true })
    .addHelpText('after', help);
}
