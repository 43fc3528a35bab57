import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CapstanError, fileErrorText } from '../../errors/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import type { Data, Plan, Run } from '../store/index.ts';
import { formatTag } from '../store/index.ts';
import { Api } from './api.ts';
import { readProfile } from './profile.ts';

export interface KnitSurroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly out: (text: string) => void;
}

const examples = `
Examples:
  knit --profile handouts/knitprofile data push ./photos --tag type:photos
  knit data find --tag type:photos
  knit plan apply plan.yaml
  knit run find --state running
  knit run show --log ID`;

/** knit: Knitfab from a terminal. */
export function knitCommand(around: KnitSurroundings): Command {
  const knit = new Command('knit')
    .description('data, plans and runs of a Knitfab')
    .option(
      '--profile <file>',
      'where the API is (the installer hands it out as knitprofile); $KNIT_PROFILE',
      around.env['KNIT_PROFILE'] ?? '.knitprofile',
    )
    .option('-o, --output <format>', 'table or json', 'table')
    .addHelpText('after', examples)
    .exitOverride();
  const api = () => new Api(readProfile(knit.opts<{ profile: string }>().profile), around.signal);
  const print = <T>(items: readonly T[], line: (item: T) => string) => {
    const isJson = knit.opts<{ output: string }>().output === 'json';
    around.out(isJson ? `${JSON.stringify(items, null, 2)}\n` : items.map((item) => `${line(item)}\n`).join(''));
  };
  knit.addCommand(dataCommand(api, print));
  knit.addCommand(planCommand(api, print));
  knit.addCommand(runCommand(api, print, around.out));
  return knit;
}

type Print = <T>(items: readonly T[], line: (item: T) => string) => void;

function dataCommand(api: () => Api, print: Print): Command {
  const line = (data: Data) => [data.id, data.state, ...data.tags.map(formatTag)].join('\t');
  const tags = (text: string, before: readonly string[]) => [...before, text];
  return new Command('data')
    .description('data and its tags')
    .addCommand(
      new Command('push')
        .argument('<folder>')
        .option('--tag <key:value>', 'may be given more than once', tags, [])
        .action(async (folder: string, { tag }: { tag: string[] }) => print([await api().push(folder, tag)], line)),
    )
    .addCommand(
      new Command('pull')
        .argument('<id>')
        .argument('<folder>', 'made, or empty')
        .action(async (id: string, folder: string) => api().pull(id, folder)),
    )
    .addCommand(
      new Command('find')
        .option('--tag <key:value>', 'may be given more than once: all of them', tags, [])
        .action(async ({ tag }: { tag: string[] }) => {
          const query = new URLSearchParams(tag.map((one): [string, string] => ['tag', one]));
          print(await api().json<Data[]>('GET', `data?${query}`), line);
        }),
    )
    .addCommand(
      new Command('tag')
        .argument('<id>')
        .option('--add <key:value>', 'may be given more than once', tags, [])
        .option('--remove <key:value>', 'may be given more than once', tags, [])
        .action(async (id: string, change: { add: string[]; remove: string[] }) =>
          print([await api().json<Data>('PUT', `data/${encodeURIComponent(id)}/tags`, change)], line),
        ),
    );
}

function planCommand(api: () => Api, print: Print): Command {
  const line = (plan: Plan) => [plan.id, plan.active ? 'active' : 'inactive', plan.image].join('\t');
  return new Command('plan')
    .description('plans: which image takes which data and makes which')
    .addCommand(
      new Command('apply').argument('<file>', 'a plan as YAML').action(async (file: string) => {
        print([await api().json<Plan>('POST', 'plans', parseYaml(textOf(file), { file }))], line);
      }),
    )
    .addCommand(new Command('find').action(async () => print(await api().json<Plan[]>('GET', 'plans'), line)))
    .addCommand(
      new Command('active')
        .argument('<id>')
        .argument('<yes|no>')
        .action(async (id: string, word: string) => {
          if (word !== 'yes' && word !== 'no') throw new CapstanError('USAGE', `${word} is neither yes nor no`);
          await api().json('PUT', `plans/${encodeURIComponent(id)}/active`, word === 'yes');
        }),
    );
}

function runCommand(api: () => Api, print: Print, out: (text: string) => void): Command {
  const line = (run: Run) => [run.id, run.state, run.plan.image, run.message ?? ''].join('\t').trimEnd();
  return new Command('run')
    .description('runs of plans')
    .addCommand(
      new Command('find').option('--state <state>').action(async ({ state }: { state?: string }) => {
        print(
          await api().json<Run[]>('GET', `runs?${new URLSearchParams(state === undefined ? [] : [['state', state]])}`),
          line,
        );
      }),
    )
    .addCommand(
      new Command('show')
        .argument('<id>')
        .option('--log', 'what it prints')
        .action(async (id: string, { log }: { log?: boolean }) => {
          if (log) await api().log(id, out);
          else print([await api().json<Run>('GET', `runs/${encodeURIComponent(id)}`)], line);
        }),
    )
    .addCommand(
      new Command('stop')
        .argument('<id>')
        .action(async (id: string) =>
          print([await api().json<Run>('PUT', `runs/${encodeURIComponent(id)}/abort`)], line),
        ),
    );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', fileErrorText(error, file), { cause: error });
  }
}
