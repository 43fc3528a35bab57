import { resolve } from 'node:path';
import { Command } from 'commander';
import { findProject } from '../build/index.ts';
import { type TestEnvironment, testEnvironment } from './testctl/environment.ts';

const help = `
A cluster of its own for tests, beside the dev cluster and apart from it: it has a folder (.capstan/testenv), ports and
credentials of its own. Its nodes are simulated, so that it is there in seconds and gone in seconds.

install    starts it, builds the charts of the project for tests (v0.0.0), installs storage, database (ephemeral), schema
           upgrader and knit-test into namespace knit-test, and writes .testenv
test       runs the project's own tests on it (script test of package.json); words behind it go to the tests
uninstall  removes all of it

.testenv holds KNIT_TEST_KUBECONFIG, KNIT_TEST_KUBECTX and KNIT_TEST_NAMESPACE, for an editor that runs tests by itself.

Examples:
  capstan testctl install
  capstan testctl test
  capstan testctl test --only integration watches
  capstan testctl uninstall`;

/** `capstan testctl`: a cluster for the project's tests. */
export function testctlCommand(): Command {
  const command = new Command('testctl')
    .usage('[options] install|test|uninstall')
    .option('--project <folder>', 'where build.yaml lies; otherwise the nearest folder upward')
    .enablePositionalOptions() // what stands behind `test` is the tests'
    .addHelpText('after', help);
  const environment = (): TestEnvironment => {
    const { project } = command.opts<{ project?: string }>();
    return testEnvironment(project === undefined ? findProject(process.cwd()) : resolve(project));
  };
  command
    .command('install')
    .description('start the cluster and install what tests need')
    .addHelpText(
      'after',
      '\nA second time it starts what does not run, and upgrades charts that were edited.\n\nExamples:\n  capstan testctl install',
    )
    .action(async () => (await import('./testctl/install.ts')).install(environment()));
  command
    .command('test')
    .description('run the tests of the project on it')
    .addHelpText('after', '\nExamples:\n  capstan testctl test\n  capstan testctl test --only integration watches')
    .argument('[words...]', "the tests' own words")
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: readonly string[]) => (await import('./testctl/test.ts')).test(environment(), words));
  command
    .command('uninstall')
    .description('remove the cluster')
    .addHelpText('after', '\nExamples:\n  capstan testctl uninstall')
    .action(async () => (await import('./testctl/uninstall.ts')).uninstall(environment()));
  return command;
}
