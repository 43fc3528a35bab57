/**
 * Where charts come from and how they are passed on: repositories (a web server with an index.yaml), OCI registries,
 * archives.
 *
 * `locateChart` turns what a person calls a chart (a folder, a file, `repository/chart`, an address, `oci://…`) into a
 * path on this disk; `pull` fetches one to keep, `packageChart` makes an archive, the functions of dependency/ fill
 * charts/. Files, caches and lock files are Helm's own, and both programs may work on them.
 *
 * Nothing here reads the environment: the edge does, into RepositorySettings. Credentials go to the server that they are
 * for and to no other, unless the person says so; no message holds them. What is downloaded is limited in size, checked
 * against every digest that is known, and appears under its name whole or not at all.
 */
export { resolveReference, withoutSecrets } from './address.ts';
export { ChartRepository } from './chart-repository.ts';
export {
  buildDependencies,
  type DependencyList,
  type DependencyOptions,
  type ListedDependency,
  listDependencies,
  updateDependencies,
} from './dependency/index.ts';
export { fetchArchive } from './fetch-archive.ts';
export { asUnwritable, writeAtomically } from './files.ts';
export { type IndexEntry, parseIndex, type RepositoryIndex } from './index-file.ts';
export { locateChart } from './locate.ts';
export {
  formatOciReference,
  type OciReference,
  parseOciReference,
  Registry,
  type RegistryRequest,
} from './oci/index.ts';
export { fullMetadata, type PackageOptions, packageChart, packChart } from './package/index.ts';
export { type PullOptions, pull } from './pull.ts';
export type { Access, ChartSource, ProxyVariables, RepositorySettings } from './settings.ts';
export { type ShowPart, showChart } from './show.ts';
export { refuseVerification } from './verification.ts';
export { isSameVersion } from './versions.ts';
export type { WebResponse } from './web.ts';
