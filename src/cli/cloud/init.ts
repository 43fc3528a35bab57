import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { CapstanError, fileErrorText } from '../../errors/index.ts';
import { installationFolder } from '../profile/installation.ts';

const help = `
Makes a home of one's own: services, scripts, components and templates as they come with the program, to be changed.

Examples:
  cloudmgr init ./cloudmgr
  cloudmgr up --home ./cloudmgr

Exit codes: 0 done, 1 failed: a folder that is not empty is left as it is.`;

/** `cloudmgr init`. */
export function initCommand(): Command {
  return new Command('init')
    .description("make a home of one's own, to add services to")
    .argument('<folder>', 'a new folder, or an empty one')
    .addHelpText('after', help)
    .action((folder: string) => init(resolve(folder)));
}

function init(folder: string): void {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new CapstanError('FILE_UNWRITABLE', `${folder} is not empty`, { hint: 'name a new folder' });
    }
    cpSync(join(installationFolder(), 'cloudmgr'), folder, { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    if (error instanceof CapstanError) throw error;
    throw new CapstanError('FILE_UNWRITABLE', fileErrorText(error, folder), { cause: error });
  }
  process.stdout.write(`${folder} made\nnext: cloudmgr up --home ${folder}\n`);
}
