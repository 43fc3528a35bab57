import { Command } from 'commander';
import { readSettings, realNodes } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { addFolderFlag, type FolderFlag, folderOf } from './folder-flag.ts';
import { checkRunning } from './kubectl.ts';
import { absent } from './up.ts';

const help = `
Archives hold OCI layouts, or are what \`docker save\` writes. Their images have the names that are in the archive, and no
registry is asked for them. Simulated nodes have no images.

Examples:
  capstan dev load operator.tar
  capstan dev load minio.tar nats.tar`;

export function loadCommand(): Command {
  return addFolderFlag(new Command('load'))
    .description('import images into every real node')
    .argument('<archive...>', 'files with images')
    .addHelpText('after', help)
    .action((archives: readonly string[], flags: FolderFlag) => load(archives, flags));
}

async function load(archives: readonly string[], flags: FolderFlag): Promise<void> {
  const folder = folderOf(flags);
  const settings = readSettings(folder);
  if (settings === undefined) throw absent(folder);
  if (settings.nodes === 'simulated') {
    throw new CapstanError('USAGE', 'the nodes are simulated: they have no images', {
      hint: '`capstan dev up --nodes real` in another --dir makes nodes that run containers',
    });
  }
  checkRunning(folder);
  const { importImages } = await realNodes();
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  try {
    for (const archive of archives) {
      progress.begin(`importing ${archive}`);
      await importImages(folder.nodes, archive);
      progress.end(`imported ${archive}`);
    }
  } finally {
    progress.end();
  }
}
