/**
 * What a chart depends on: Chart.yaml asks for ranges, Chart.lock says which versions were chosen, charts/ holds them.
 *
 * `updateDependencies` chooses anew, `buildDependencies` takes what is locked, `listDependencies` looks. A dependency comes
 * from a repository (its address, or `@name` of repositories.yaml), from a registry (`oci://`), from a folder
 * (`file://`), or lies in charts/ already. The lock's digest is Helm's, so that both programs accept each other's.
 */
export { type DependencyList, type ListedDependency, listDependencies } from './list.ts';
export { buildDependencies, type DependencyOptions, updateDependencies } from './update.ts';
