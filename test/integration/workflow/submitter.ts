import {
  makeUser,
  openStore,
  parseServiceFile,
  registerPlan,
  type StoreOptions,
  submitCommand,
} from '../../../src/workflow/index.ts';

/** Submits commands as fast as they are taken, and prints each number once it was told that the command is taken. */
const store = await openStore({ at: JSON.parse(process.argv[2] ?? '') as StoreOptions['at'] });
const [entry] = parseServiceFile(
  '- plan: many\n  limits: {deployments: 100000}\n  steps: [{task: run, params: a}]',
  'x.yml',
);
if (entry) await registerPlan(store, entry, undefined);
const user = `user${process.pid}`;
await makeUser(store, { name: user, role: 'user' }, undefined);
const submission = { offering: 'many', user, phase: 'install', params: '', by: user };
for (;;) {
  const { command } = await submitCommand(store, submission);
  process.stdout.write(`${command.id}\n`);
}
