/**
 * The settings folder of an install: what it holds, as data, and how it gets to the disk and back.
 *
 * `valuesTexts`, `sourceText`, `readmeText` and `standaloneKubeconfig` make its texts; `writeFolder` puts them there whole or
 * not at all, for the owner alone (folders 0700, files 0600). `readSettings` reads a folder and refuses one that is not whole,
 * before anything is done with it. What a person edits in between is theirs: only release.yaml, namespace and kubeconfig are
 * ever written again, when an --install is told something else.
 */
export { isOpenToOthers, keepOnly, kindOf, replaceFile, type Texts, writeFolder } from './files.ts';
export { standaloneKubeconfig } from './kubeconfig.ts';
export { checkNamespace } from './namespace.ts';
export { type Place, paths, readPlace, readSettings, type Settings } from './read.ts';
export { type ReadmeFacts, readmeText } from './readme.ts';
export { setValue } from './set-value.ts';
export {
  type Checkout,
  decideSource,
  imageRepositoryOf,
  rootOf,
  type Source,
  type SourceChoices,
  sourceText,
} from './source.ts';
export { type ValuesChoices, valuesTexts } from './values-texts.ts';
