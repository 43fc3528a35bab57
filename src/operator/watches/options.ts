import { driftDetection } from './drift-option.ts';
import { generate } from './generate-option.ts';
import { optional, type Read, withDefault } from './kind.ts';
import { remediation } from './remediation-option.ts';
import { boolean, choice, duration, resourceWord } from './scalars.ts';
import { dependsOn, inputs, removeAfter, valuesFrom } from './source-options.ts';
import { statusSummary, wait } from './wait-option.ts';
import { defaultOptions, type WatchOptions } from './watch.ts';

/** The options beyond helm-operator's, by their names in the file. */
export const optionDeclarations = {
  overrideTypes: withDefault(
    choice('string', 'typed'),
    defaultOptions.overrideTypes,
    'With `typed` the override values `true`, `false`, `null` and whole numbers are what they look like, as with `--set`; with `string` every one is a text.',
  ),
  wait: withDefault(
    wait,
    defaultOptions.wait,
    'A revision counts as deployed only when all its objects are ready. Until then the status tells how many are. With `ordered` objects that depend on a group of others (`helm.sh/depends-on/resource-groups`) are made once that is ready, and an uninstall goes the other way round.',
  ),
  timeout: optional(
    duration,
    'How long one hook may take, and with `wait` the objects of a revision; with `ordered` those that a group waits for.',
    '`--release-timeout`',
  ),
  valuesFrom: withDefault(
    valuesFrom,
    defaultOptions.valuesFrom,
    'ConfigMaps and Secrets whose values lie below the resource’s spec. A change of one is a change of the resource.',
    'none',
  ),
  inputs: withDefault(
    inputs,
    defaultOptions.inputs,
    'Objects of other kinds, handed to the templates as lists. A change of one is a change of the resource.',
    'none',
  ),
  generate: withDefault(
    generate,
    defaultOptions.generate,
    'Passwords, keys and certificates that are made once for each release, kept in a Secret and then stay as they are.',
    'none',
  ),
  dependsOn: withDefault(
    dependsOn,
    defaultOptions.dependsOn,
    'Objects that have to be ready before a release is installed or upgraded.',
    'none',
  ),
  removeAfter: withDefault(
    removeAfter,
    defaultOptions.removeAfter,
    'Objects that have to be gone before the release of a resource that is being deleted is uninstalled.',
    'none',
  ),
  driftDetection: withDefault(
    driftDetection,
    defaultOptions.driftDetection,
    'What is done about objects that were changed by others.',
    'put right',
  ),
  remediation: withDefault(
    remediation,
    defaultOptions.remediation,
    'What is done when an install or upgrade fails.',
    'as helm-operator',
  ),
  serviceAccountName: optional(
    resourceWord,
    'ServiceAccount of the resource’s namespace in whose name the release’s objects are written; a template over the resource.',
    'the operator’s',
  ),
  targetNamespace: optional(
    resourceWord,
    'Namespace of the release’s objects; a template over the resource.',
    'the resource’s',
  ),
  createNamespace: withDefault(
    boolean,
    defaultOptions.createNamespace,
    'The namespace of the release’s objects is made when it is not there, as by `helm install --create-namespace`; an uninstall leaves it.',
  ),
  releaseName: optional(
    resourceWord,
    'Name of the release; a template over the resource. Above 53 characters it is cut and ends in a hash.',
    'the resource’s name',
  ),
  crds: withDefault(
    choice('Skip', 'Create', 'CreateReplace'),
    defaultOptions.crds,
    'What becomes of the chart’s `crds/`: left out; made before the first install, as Helm does; also brought up to date by upgrades.',
  ),
  rolloutInterval: withDefault(
    duration,
    defaultOptions.rolloutIntervalMs,
    'Upgrades that no change of a resource asked for (a new chart in the operator’s image) begin at least this far apart.',
    '`0s`, all at once',
  ),
  events: withDefault(
    choice('changes', 'all'),
    defaultOptions.events,
    'With `all` installs, uninstalls and rollbacks are announced by events, too.',
  ),
  statusSummary: optional(
    statusSummary,
    'Adds the fields `status`, `message` and `progress` to the resource’s status: a word (`RECONCILING`, `ERROR`, `REMOVING` or yours), a sentence and how far the release is.',
  ),
};

export function optionsOf(read: Read<typeof optionDeclarations>): WatchOptions {
  return {
    overrideTypes: read.overrideTypes,
    wait: read.wait,
    timeoutMs: read.timeout,
    valuesFrom: read.valuesFrom,
    inputs: read.inputs,
    generate: read.generate,
    dependsOn: read.dependsOn,
    removeAfter: read.removeAfter,
    driftDetection: read.driftDetection,
    remediation: read.remediation,
    serviceAccountName: read.serviceAccountName,
    targetNamespace: read.targetNamespace,
    createNamespace: read.createNamespace,
    releaseName: read.releaseName,
    crds: read.crds,
    rolloutIntervalMs: read.rolloutInterval,
    events: read.events,
    statusSummary: read.statusSummary,
  };
}
