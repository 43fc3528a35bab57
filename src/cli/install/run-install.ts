import { findConfig } from '../../cluster/index.ts';
import {
  carryOutInstall,
  checkInstall,
  checkNamespace,
  decideSource,
  type InstallOptions,
  isOpenToOthers,
  knitfabCharts,
  paths,
  readSettings,
  replaceFile,
  type Settings,
  type Source,
  sourceText,
  standaloneKubeconfig,
} from '../../installer/index.ts';
import { parseGoDuration } from '../../operator/index.ts';
import { lookAt } from '../../view/index.ts';
import { readHelmSettings } from '../helm-settings.ts';
import { lineLogger } from '../line-logger.ts';
import { withSession } from '../releases/index.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { ChartBars } from './chart-bars.ts';
import { type InstallFlags, sourceChoices } from './flags.ts';
import { lockSettings } from './lock.ts';
import { replaceUninstaller } from './uninstaller.ts';

/** `capstan install --install`. */
export async function runInstall(flags: InstallFlags, signal: AbortSignal): Promise<void> {
  const { env, stderr, stdout } = process;
  const timeoutMs = parseGoDuration(flags.timeout);
  const settings = chosen(await readSettings(flags.settings, knitfabCharts), flags);
  using _lock = lockSettings(settings.folder);
  const progress = new Progress(stderr, { live: hasProgress(stderr, env) });
  if (await isOpenToOthers(settings.folder)) {
    progress.print(
      `warning: others may look into ${settings.folder}, which holds keys: chmod -R go= ${settings.folder}`,
    );
  }
  const kubeconfig = flags.kubeconfig ?? settings.kubeconfig;
  try {
    const options: InstallOptions = {
      events: new ChartBars(progress, () => stderr.columns ?? 80),
      settings,
      repository: readHelmSettings({}, env),
      now: new Date(),
    };
    const entrances = await withSession(
      { ...flags, kubeconfig, namespace: settings.namespace },
      async (session) => {
        const plan = await checkInstall(session.cluster, options, signal);
        await remember(settings, flags);
        await carryOutInstall(
          plan,
          {
            cluster: session.cluster,
            namespace: settings.namespace,
            look: (refs, until) => lookAt({ ...session, signal: until }, refs),
            timeoutMs,
            log: lineLogger(flags.verbose, (line) => progress.print(line)),
          },
          options,
          signal,
        );
        return plan.entrances;
      },
      signal,
    );
    progress.end();
    stdout.write(doneText(settings, entrances));
  } finally {
    progress.end();
  }
}

/** What flags and environment say wins over what the folder remembers. */
function chosen(settings: Settings, flags: InstallFlags): Settings {
  const said = sourceChoices(flags, process.env);
  const source = decideSource(said, settings.source, {}, settings.source.tls) as Source; // which has a version
  const namespace = flags.namespace ?? settings.namespace;
  checkNamespace(namespace, '--namespace');
  return { ...settings, source, namespace };
}

/** Before the first object is made, so that what was begun can be removed with the same folder. */
async function remember({ folder, source, namespace }: Settings, flags: InstallFlags): Promise<void> {
  const before = await readSettings(folder, knitfabCharts);
  if (sourceText(before.source) !== sourceText(source)) await replaceFile(folder, paths.source, sourceText(source));
  if (before.namespace !== namespace) await replaceFile(folder, paths.namespace, `${namespace}\n`);
  if (flags.kubeconfig !== undefined) {
    const found = findConfig({ kubeconfig: flags.kubeconfig, env: process.env });
    await replaceFile(folder, paths.kubeconfig, standaloneKubeconfig(found));
  }
  await replaceUninstaller(folder);
}

function doneText(
  { folder, namespace }: Settings,
  { api, hasTls }: { readonly api: readonly string[]; readonly hasTls: boolean },
): string {
  const [host] = api;
  const where = host === undefined ? '' : `: ${hasTls ? 'https' : 'http'}://${host}/api`;
  return `Knitfab runs in namespace ${namespace}${where}
${folder}/handouts is for those who work with it; ${folder}/${paths.uninstaller} takes it away again
`;
}
