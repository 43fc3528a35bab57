/**
 * TOML as BurntSushi/toml v1.6 has it, behind Helm's toToml and fromToml.
 *
 * Written: keys in order, tables behind plain entries, indented by their depth. Read: integers are int64, times time.Time
 * whose zone tells what they were written without, `[[name]]` a []map[string]interface {}. What is wrong is told in its
 * words, with its line and the last key before it.
 */
export { fromToml } from './read.ts';
export { toToml } from './write.ts';
