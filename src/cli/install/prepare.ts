import { readFileSync } from 'node:fs';
import { findConfig, targetOf } from '../../cluster/index.ts';
import { unreadable } from '../../errors/index.ts';
import {
  decideSource,
  type GivenTls,
  type PemFile,
  prepareSettings,
  standaloneKubeconfig,
} from '../../installer/index.ts';
import { readHelmSettings } from '../helm-settings.ts';
import { withSession } from '../releases/index.ts';
import { shellWord } from '../shell-word.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { type InstallFlags, readCheckout, sourceChoices } from './flags.ts';

/** `capstan install --prepare`. */
export async function prepare(flags: InstallFlags, signal: AbortSignal): Promise<void> {
  const { env, stderr, stdout } = process;
  const given = readTls(flags);
  const source = decideSource(sourceChoices(flags, env), undefined, readCheckout(env), flags.tls);
  const found = findConfig({ env, ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }) });
  targetOf(found);
  const progress = new Progress(stderr, { live: hasProgress(stderr, env) });
  try {
    await withSession(
      flags,
      ({ cluster }) =>
        prepareSettings(
          cluster,
          {
            settings: flags.settings,
            namespace: flags.namespace ?? 'knitfab',
            source,
            given,
            kubeconfig: standaloneKubeconfig(found),
            repository: readHelmSettings({}, env),
            now: new Date(),
            onStep: (what) => progress.begin(what),
            onWarning: (line) => progress.print(`warning: ${line}`),
          },
          signal,
        ),
      signal,
    );
  } finally {
    progress.end();
  }
  stdout.write(nextText(flags.settings));
}

function nextText(settings: string): string {
  const folder = shellWord(settings.replace(/(.)\/+$/, '$1'));
  const option = folder === './knitfab-install-settings' ? '' : ` --settings ${folder}`;
  return `settings are in ${folder}; it holds keys and a password, and is for you alone

Next: look through ${folder}/values, edit what has to be otherwise, and then
  capstan install --install${option}
`;
}

function readTls({ tlsCaCert, tlsCaKey, tlsCert, tlsKey }: InstallFlags): GivenTls {
  return {
    ...(tlsCaCert === undefined
      ? {}
      : { authority: { cert: readPem(tlsCaCert), ...(tlsCaKey === undefined ? {} : { key: readPem(tlsCaKey) }) } }),
    ...(tlsCert === undefined || tlsKey === undefined
      ? {}
      : { server: { cert: readPem(tlsCert), key: readPem(tlsKey) } }),
  };
}

function readPem(file: string): PemFile {
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    throw unreadable(file, error);
  }
}
