import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { CapstanError } from '../../errors/index.ts';
import type { ScriptComponent } from '../components/index.ts';
import { pathFor, type Target, wordsFor } from '../environment/index.ts';
import { eitherEnding, homeFolder } from '../home/index.ts';
import { openFolder, track } from '../inventory/index.ts';
import { lockWithPrograms, runProgram } from '../process/index.ts';
import { maskedError, maskerOf } from '../secrets/index.ts';
import type { Tools } from '../tools.ts';
import { scriptEnvironment } from './environment.ts';
import { workFolder } from './work-folder.ts';

/**
 * Runs the script of a component for one user as the worker's step would: the same environment, a fresh folder, no shell
 * between. Its lines are passed on.
 * @throws CapstanError SCRIPT_FAILED with its return code
 */
export async function runScript(
  component: ScriptComponent & { readonly script: string },
  target: Target,
  tools: Tools,
  signal: AbortSignal,
): Promise<void> {
  const { places, report } = tools;
  const path = eitherEnding(pathFor(component.script, 'script', component, target, homeFolder(places, 'scripts')));
  const words = wordsFor(component, target);
  const { environment, secrets, specs } = await scriptEnvironment(component, target, tools, signal);
  const program = await programFor(path, component, tools);
  await openFolder(target.componentBase, places.deployments);
  using lock = lockWithPrograms(`${target.componentBase}/.script.lock`, tools);
  await using folder = await workFolder(places);
  const mask = maskerOf(secrets);
  const { user, provider } = target;
  const base = { component: component.name, user, provider };
  report.step(`${target.said} of ${component.name} for ${user}`);
  try {
    await track(
      {
        folder: target.componentBase,
        base,
        kind: 'scripts',
        phase: target.phase,
        said: target.said,
        specs,
        service: target.service,
        masked: mask,
      },
      {},
      async () => {
        const { code, signal: killedBy } = await runProgram(
          [...program, ...words],
          {
            cwd: folder.path,
            env: { ...environment, ...lock.environment },
            onLine: (line, stream) => report.line(mask(line), stream),
          },
          signal,
        );
        if (code === 0) return {};
        const how = code === null ? `was ended by ${killedBy}` : `ended with return code ${code}`;
        throw new CapstanError('SCRIPT_FAILED', `the script of component ${component.name} ${how}`, {
          place: { file: path },
        });
      },
      () => tools.now(),
    );
  } catch (error) {
    throw maskedError(error, mask);
  }
  report.done(`${target.said} of ${component.name} for ${user}: done`);
}

/** Shell scripts need not be executable; all else is run as it is. */
async function programFor(path: string, component: ScriptComponent, tools: Tools): Promise<[string, ...string[]]> {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new CapstanError('COMPONENT_INVALID', `component ${component.name}: there is no script ${path}`, {
      place: component.place,
    });
  }
  if (/\.(sh|bash)$/.test(path)) return [await tools.program('bash'), path];
  try {
    accessSync(path, constants.X_OK);
  } catch (error) {
    throw new CapstanError('COMPONENT_INVALID', `component ${component.name}: ${path} is not executable`, {
      place: component.place,
      cause: error,
      hint: `chmod +x ${path}`,
    });
  }
  return [path];
}
