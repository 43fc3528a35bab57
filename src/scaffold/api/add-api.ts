import type { Chart, Values } from '../../chart/index.ts';
import type { GroupVersionKind } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import type { ProjectChange, ScaffoldFile } from '../files.ts';
import type { ApiNames } from '../names.ts';
import { type KnownKind, type ResourceOf, rightsOf } from '../rights/index.ts';
import { definitionText, type SchemaSource } from './definition.ts';
import { addProjectResource, addResources, addWatch } from './listings.ts';
import { addRules } from './role-text.ts';
import { sampleText } from './sample.ts';
import { userRoles } from './user-roles.ts';

export interface ApiRequest {
  readonly names: ApiNames;
  readonly chart: Chart;
  /** Where the chart is, or is going to be, in the project: `helm-charts/memcached`. */
  readonly chartPath: string;
  /** [] when it is there already. */
  readonly chartFiles: readonly ScaffoldFile[];
  readonly schema: SchemaSource;
  /** Besides the chart's, to render with when rights are looked for. */
  readonly values: Values;
  readonly resourceOf: ResourceOf;
  readonly projectName: string;
  readonly domain: string;
  /** The text of a file of the project; undefined when there is none. */
  readonly read: (path: string) => string | undefined;
}

export interface NewApi {
  readonly changes: readonly ProjectChange[];
  /** What could not be known. */
  readonly notes: readonly string[];
}

/**
 * What a kind adds to a project: its chart, its entry in watches.yaml, its definition, a sample, and the rights its releases take.
 * @throws CapstanError WATCHES_INVALID, YAML_INVALID, CHART_INVALID
 */
export function addApi(request: ApiRequest): NewApi {
  const { names, chart, chartPath, domain } = request;
  const definition = `bases/${names.group}_${names.plural}.yaml`;
  const sample = `${names.group.split('.')[0]}_${names.version}_${names.singular}.yaml`;
  const roles = userRoles(names, request.projectName);
  const rights = rightsOf([needsOf(request)], (gvk) => resourceFor(gvk, names) ?? request.resourceOf(gvk));
  const title = `Rules for ${names.group}/${names.version} ${names.kind}, of ${chartPath}`;
  const resources = (folder: string, paths: readonly string[]) =>
    edit(request, `config/${folder}/kustomization.yaml`, newKustomization, (text, file) =>
      addResources(text, file, paths),
    );
  return {
    changes: [
      ...request.chartFiles.map((file) => ({
        path: `${chartPath}/${file.path}`,
        content: file.content,
        action: 'create' as const,
      })),
      edit(request, 'watches.yaml', undefined, (text, file) => addWatch(text, file, names, chartPath)),
      { path: `config/crd/${definition}`, content: definitionText(names, chart, request.schema), action: 'create' },
      resources('crd', [definition]),
      { path: `config/samples/${sample}`, content: sampleText(names, chart), action: 'create' },
      resources('samples', [sample]),
      edit(request, 'config/rbac/role.yaml', newRole, (text, file) => addRules(text, file, rights, title)),
      ...roles.map((role) => ({ ...role, action: 'create' as const })),
      resources(
        'rbac',
        roles.map(({ path }) => path.slice('config/rbac/'.length)),
      ),
      ...(request.read('PROJECT') === undefined
        ? []
        : [edit(request, 'PROJECT', undefined, (text, file) => addProjectResource(text, file, names, domain))]),
    ],
    notes: rights.notes,
  };
}

const newKustomization = 'resources: []\n';

const newRole = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: manager-role
rules:
`;

function resourceFor({ group, kind }: GroupVersionKind, names: ApiNames): KnownKind | undefined {
  if (group !== names.group || kind !== names.kind) return undefined;
  return { group, kind, plural: names.plural, namespaced: true };
}

function needsOf({ names, chart, values }: ApiRequest) {
  const { group, version, kind } = names;
  return {
    gvk: { group, version, kind },
    chart,
    values,
    definitions: 'Create' as const,
    reads: [],
    impersonates: false,
  };
}

function edit(
  { read }: ApiRequest,
  path: string,
  otherwise: string | undefined,
  change: (text: string, file: string) => string,
): ProjectChange {
  const text = read(path);
  if (text === undefined && otherwise === undefined) {
    throw new CapstanError('FILE_UNREADABLE', `there is no ${path} here`, {
      hint: 'run it in the folder of a project; capstan init makes one',
    });
  }
  return {
    path,
    content: change(text ?? (otherwise as string), path),
    action: text === undefined ? 'create' : 'update',
  };
}
