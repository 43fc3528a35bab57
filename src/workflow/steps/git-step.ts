import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { splitWords } from '../../params/index.ts';
import { findProgram } from '../../subprocess/index.ts';
import { environmentOf } from './environment.ts';
import { parseSource, type Source, withoutUser } from './git-source.ts';
import { atHome } from './home-path.ts';
import type { PreparedStep, StepPlace, StepRun, StepTools } from './step.ts';

/**
 * `git`: `URL[#REF] PATH ARGS…`, an executable of a remote repository, of which one commit is fetched.
 * @throws CapstanError PARAMS_INVALID, STEP_INVALID
 */
export function prepareGit(step: StepRun, place: StepPlace): PreparedStep {
  const [address = '', path = '', ...args] = splitWords(step.params).map((word) => atHome(word, place.home));
  const source = parseSource(address, path);
  const search = environmentOf(step, place)['PATH'] ?? '';
  const git = findProgram('git', '/', search);
  if (git === undefined) throw new CapstanError('STEP_INVALID', 'git is needed, and in none of the folders of PATH');
  return {
    title: [source.title, path, ...args.map(withoutUser)].join(' '),
    run: async (tools) => {
      const checkout = join(tools.folder, 'source');
      for (const { words, env } of fetching(source, checkout)) {
        const ending = await tools.run({ file: git, args: words, env: { ...tools.env, ...quiet, ...env } });
        if (ending.how !== 'exit' || ending.code !== 0) {
          tools.note(`${source.title} could not be fetched`);
          return ending;
        }
      }
      tools.note(`fetched ${source.title}`);
      return await runFile(checkout, path, args, search, tools);
    },
  };
}

/** git asks nobody for a password, and reads no protocol that runs programs. */
const quiet = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'https:ssh:file',
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
  LC_ALL: 'C',
};

/** The one commit that is asked for, be it a branch, a tag or its hash; no hook of the worker's own templates runs. */
function fetching({ url, ref, login }: Source, checkout: string): readonly GitCall[] {
  const inside = ['-C', checkout, '-c', 'protocol.ext.allow=never', '-c', 'core.hooksPath=/dev/null'];
  return [
    { words: ['init', '--quiet', '--template=', checkout] },
    {
      words: [...inside, 'fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', url, ref],
      ...(login === undefined ? {} : { env: authorization(url, login) }),
    },
    { words: [...inside, 'checkout', '--quiet', '--detach', 'FETCH_HEAD'] },
  ];
}

interface GitCall {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** For that host alone. */
function authorization(url: string, login: string): Record<string, string> {
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(login).toString('base64')}`,
  };
}

async function runFile(checkout: string, path: string, args: readonly string[], search: string, tools: StepTools) {
  const file = join(checkout, path);
  if (!existsSync(file)) throw new CapstanError('STEP_INVALID', `the repository has no file ${path}`);
  if (!realpathSync(file).startsWith(realpathSync(checkout) + sep)) {
    throw new CapstanError('STEP_INVALID', `${path} is a link that leads out of the repository`);
  }
  if (findProgram(file, '/', search)) return await tools.run({ file, args });
  const [interpreter, ...options] = interpreterOf(file);
  const program = interpreter === undefined ? undefined : findProgram(interpreter, '/', search);
  if (program === undefined) {
    throw new CapstanError('STEP_INVALID', `${path} of the repository cannot be executed`, {
      hint: `git update-index --chmod=+x ${path}, and commit`,
    });
  }
  return await tools.run({ file: program, args: [...options, file, ...args] });
}

/** Of `#!/usr/bin/env bash`, for a file that was committed without its executable bit. */
function interpreterOf(file: string): string[] {
  const [line = ''] = readFileSync(file, 'utf8').split('\n', 1);
  return line.startsWith('#!') ? line.slice(2).trim().split(/\s+/) : [];
}
