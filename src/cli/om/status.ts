import { type Argument, Command, createArgument } from 'commander';
import { addOutputFlag, ageOf, columns, type OutputFormat, printData } from '../releases/index.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { servicePath } from './api.ts';
import { type AccessFlags, addAccessFlags, openApi } from './settings.ts';

type Row = Readonly<Record<string, unknown>>;
type StatusFlags = AccessFlags & { readonly output: OutputFormat };

const help = `
Examples:
  om cloud status                services: what one has, and in which state
  om cloud status runtime        the workloads of the own services, and how many of their pods are ready
  om cloud status pods -o json   for a program

Exit codes: 0 done, 1 failed.`;

const metricsHelp = `
Examples:
  om cloud metrics               processor (1000m is a whole one) and memory of every pod
  om cloud metrics -o json       for a program

Exit codes: 0 done, 1 failed: a cluster without metrics-server too.`;

/** Where it is read, and which of its fields are printed. */
interface View {
  readonly path: string;
  readonly fields: readonly string[];
}

const views: Readonly<Record<string, View>> = {
  services: {
    path: `${servicePath}/deployment?limit=500`,
    fields: ['name', 'offering', 'status_name', 'status_message', 'updated'],
  },
  runtime: {
    path: statusPath('runtime'),
    fields: ['name', 'kind', 'namespace', 'ready', 'replicas', 'status', 'created'],
  },
  pods: { path: statusPath('pods'), fields: ['name', 'namespace', 'status', 'ready', 'restarts', 'node', 'created'] },
  nodes: { path: statusPath('nodes'), fields: ['name', 'status', 'role', 'cpu', 'memory', 'created'] },
  storage: { path: statusPath('dbsize'), fields: ['name', 'namespace', 'status', 'size', 'class', 'created'] },
};

const titles: Readonly<Record<string, string>> = { status_name: 'status', status_message: 'message' };

const metrics: View = { path: statusPath('metrics'), fields: ['name', 'namespace', 'cpu', 'memory', 'measured'] };

/** `om cloud status`: how the own services, and what runs of them, are. */
export function statusCommand(): Command {
  const command = new Command('status')
    .summary('say how the own services are')
    .description('Say how the own services are, and what runs of them.')
    .addArgument(viewArgument())
    .addHelpText('after', help);
  return addOutputFlag(addAccessFlags(command)).action(async (view: string, flags: StatusFlags) => {
    await printView(views[view] as View, view, flags);
  });
}

/** `om cloud metrics`: what the pods of the own services use. */
export function metricsCommand(): Command {
  const command = new Command('metrics')
    .summary('say what the own services use')
    .description('Say how much processor and memory the pods of the own services use, as the cluster measures it.')
    .addHelpText('after', metricsHelp);
  return addOutputFlag(addAccessFlags(command)).action((flags: StatusFlags) => printView(metrics, 'pods', flags));
}

async function printView({ path, fields }: View, what: string, flags: StatusFlags): Promise<void> {
  const { api } = openApi(flags, process.env);
  const { objects } = await api.get<{ objects: readonly Row[] }>(
    path,
    stopOnSignals(() => {}),
  );
  if (flags.output !== 'table') return printData(objects, flags.output);
  if (objects.length === 0) return void process.stderr.write(`no ${what}\n`);
  const head = fields.map((field) => (isTime(field) ? 'AGE' : (titles[field] ?? field).toUpperCase()));
  const rows = objects.map((row) => fields.map((field) => cell(row[field], field)));
  process.stdout.write(columns([head, ...rows], undefined));
}

function viewArgument(): Argument {
  return createArgument('[what]', 'what is looked at').choices(Object.keys(views)).default('services');
}

function statusPath(what: string): string {
  return `/apps/omops/dashboard/api/v1/status/${what}`;
}

function isTime(field: string): boolean {
  return field === 'created' || field === 'updated' || field === 'measured';
}

function cell(value: unknown, field: string): string {
  if (value === undefined || value === null || value === '') return '-';
  return isTime(field) ? ageOf(String(value)) : String(value);
}
