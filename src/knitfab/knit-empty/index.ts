/**
 * empty: the init container of a run.
 *
 * It looks whether the run's output folders are empty, and fails where one is not: what a run finds there would become
 * data that it never made. What a volume brings along itself (lost+found) does not count.
 */
export { emptyCommand } from './command.ts';
