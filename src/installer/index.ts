/**
 * An install of many charts that need each other, from a folder of settings.
 *
 *   prepare.ts    a cluster and charts → a settings folder, whole or not at all
 *   settings/     the folder as data
 *   plan.ts       settings and charts → the values of every release, known before the first is made; pure
 *   install.ts    the plan, looked at and carried out: chart by chart, each ready before the next; then handouts
 *   remove.ts     the application, or everything with its data
 *
 * Invariants: whatever can be refused is refused before the cluster or a file is touched; an install that was broken off at
 * any point goes on when it is run again; what a person edited in the folder is what gets installed. The terminal and the
 * environment are the caller's.
 */
export type { PemFile } from './certificates/index.ts';
export { fetchCharts, knitfabCharts } from './charts/index.ts';
export { entrancesOf, handoutTexts, registryCertificates } from './handouts.ts';
export { carryOutInstall, checkInstall, type InstallEvents, type InstallOptions, type ReadyPlan } from './install.ts';
export { planInstall, type Step } from './plan.ts';
export { type GivenTls, type PrepareOptions, prepareSettings, type ValuesEdit } from './prepare.ts';
export { type RemovalOptions, removalOrder, removeInstall } from './remove.ts';
export {
  type Checkout,
  checkNamespace,
  decideSource,
  isOpenToOthers,
  type Place,
  paths,
  readPlace,
  readSettings,
  replaceFile,
  type Settings,
  type Source,
  type SourceChoices,
  sourceText,
  standaloneKubeconfig,
} from './settings/index.ts';
export { uninstallerText } from './uninstaller.ts';
