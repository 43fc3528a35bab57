import { Command, Option } from 'commander';
import { readVersion } from '../version.ts';

/** `capstan version`: one line, as helm-operator prints one. */
export function versionCommand(): Command {
  return new Command('version')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(({ output }: { output: string }) => {
      process.stdout.write(`${output === 'json' ? JSON.stringify(describeBuild()) : describeVersion()}\n`);
    });
}

export function describeVersion(): string {
  const { version, commit, node, platform } = describeBuild();
  return `capstan ${version} (commit ${commit}, node ${node}, ${platform})`;
}

function describeBuild() {
  return { ...readVersion(), node: process.version, platform: `${process.platform}/${process.arch}` };
}
