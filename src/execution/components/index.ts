/**
 * Components: what a home says can be executed, from resources/components/{scripts,helm,terraform}.yml.
 *
 * A component is a script, a chart or a template, with the variables that it takes, how parameters set them, and the
 * environment it runs in. One name may stand in several of the files: the script of that name then usually calls the chart.
 * Reading checks every field; `$VARS` are expanded when the component is used, for one user.
 */
export {
  type Component,
  type ComponentBase,
  type ComponentKind,
  type Components,
  componentKinds,
  type HelmComponent,
  type ScriptComponent,
  type TerraformComponent,
  type VariableType,
} from './component.ts';
export { expand, expandAll, type Variables } from './expand.ts';
export { checkComponentName, findComponent, readComponents } from './read.ts';
