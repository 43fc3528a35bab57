import { look } from '../../devcluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { runProgramOf } from '../dev/run-program.ts';
import { readTestEnv, type TestEnvironment } from './environment.ts';

/** `capstan testctl test`: the project's own tests (script `test` of its package.json), told of the cluster by the variables of `.testenv`. */
export async function test(environment: TestEnvironment, words: readonly string[]): Promise<void> {
  const { project, folder } = environment;
  const values = readTestEnv(environment);
  const { standing } = look(folder);
  if (standing !== 'running') {
    throw new CapstanError('CLUSTER_NOT_RUNNING', `the cluster for tests does not run: it is ${standing}`, {
      hint: '`capstan testctl install` starts it again',
    });
  }
  const env = { ...process.env, ...values };
  // As `npm test` does it, in a tenth of the time.
  process.exitCode = await runProgramOf(process.execPath, ['--run', 'test', '--', ...words], { env, cwd: project });
}
