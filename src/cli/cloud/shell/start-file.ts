import type { Target } from '../../../execution/index.ts';
import { shellWord } from '../../shell-word.ts';

/**
 * What the shell begins with: a person's own settings, a prompt that says where one is, and that files are for their owner
 * alone.
 */
export function startFile({ component, user, clusterBase }: Target, kubeconfig: string | undefined): string {
  const prompt = `cloudmgr ${component}.${user} \\w\\$ `;
  const cluster = kubeconfig ?? 'no cluster: store a kubeconfig as $CLUSTER_BASE/kubeconfig.yml';
  const welcome = [`component ${component} of user ${user}`, `cluster    ${cluster}`, `folder     ${clusterBase}`];
  return `umask 077
case $- in
*i*)
  env_path=$PATH env_kubeconfig=$KUBECONFIG
  [ -r ~/.bashrc ] && . ~/.bashrc
  export PATH=$env_path KUBECONFIG=$env_kubeconfig
  unset env_path env_kubeconfig
  PS1=${shellWord(prompt)}
  printf '%s\\n' ${[...welcome, 'exit ends the shell'].map(shellWord).join(' ')} >&2
  ;;
esac
unset BASH_ENV
`;
}
