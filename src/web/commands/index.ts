/**
 * Commands: the list, one command with its tasks and their output as it is written, and the form that gives a new one.
 *
 * Words: a *step* of a plan becomes two tasks, dispatch and execution. The form's fields are the plan's parameters; what it
 * sends is their text (`k=v,…`), which it also shows as the line for a terminal that does the same.
 */
export { CommandList } from './command-list.tsx';
export { CommandRows } from './command-rows.tsx';
export { CommandView } from './command-view.tsx';
export { NewCommand } from './new-command.tsx';
export { ParamList } from './param-list.tsx';
