/**
 * Programs in processes of their own: gate, guard, lines, ending.
 *
 * A task's process waits at a gate until its owner's guard knows of it, so that none ever runs unguarded. What it prints
 * comes line by line with the time, and holds the process up while nobody can take it. Cancel and time-out are SIGTERM to
 * its group, and SIGKILL after a grace; what a program leaves running when it ends is killed. No word of a command line
 * ever reaches a shell as anything but an argument.
 *
 * `serveGuard` and `hostModule` are what runs within such processes. They know nothing of the store: the one is there as long
 * as a worker is, the other is started for every task that is a function of a module, and both shall cost little.
 */
export { findProgram } from './find-program.ts';
export { Guard, type GuardOptions, guardedUntil, now, serveGuard } from './guard/index.ts';
export { hostModule, type ModuleTask } from './host-module.ts';
export type { OutputLine } from './lines.ts';
export { type Ending, type LineSink, type ProcessRequest, runProcess } from './run.ts';
