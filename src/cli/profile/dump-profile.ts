import type { Values } from '../../chart/index.ts';
import { print, warn } from '../print.ts';
import { isDumpPath, layOut } from './dump-files.ts';
import type { DumpFlags } from './dump-flags.ts';
import { reportOf, textOf } from './dump-report.ts';
import type { Profile } from './profiles.ts';
import { renderProfile } from './render-profile.ts';
import { replaceFolder } from './replace-folder.ts';

/** Renders all of it before anything is written. @throws CapstanError */
export async function dumpProfile(profile: Profile, values: Values, flags: DumpFlags): Promise<void> {
  const { namespace, templatesDumpDir: folder, preserveTemplatesDir, output } = flags;
  const rendered = await renderProfile({ profile, namespace, values });
  const files = layOut(rendered.objects, preserveTemplatesDir);
  const replaced = replaceFolder(folder, files, (path) => isDumpPath(path, rendered.paths));
  const report = reportOf({
    profile,
    namespace,
    folder,
    keepsFolders: preserveTemplatesDir,
    files,
    rendered,
    ...replaced,
  });
  for (const line of report.warnings) warn(`warning: ${line}`);
  print(output === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : textOf(report));
}
