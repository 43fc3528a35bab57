/**
 * What is expected of a drop-in for operator-sdk's helm-operator, row by row. `as`: how ours stands to it.
 *   same        as helm-operator does it
 *   documented  as helm-operator's documentation says, where the program does otherwise
 *   better      better, without being asked; `--compat=strict` gives helm-operator's way where both cannot be had
 *   optional    more than helm-operator has, when asked for
 */
export interface CompatibilityRow {
  readonly as: 'same' | 'documented' | 'better' | 'optional';
  readonly what: string;
  readonly isStrictToo?: true;
}

export const compatibilityRows: Readonly<Record<number, CompatibilityRow>> = {
  1: {
    as: 'same',
    what: 'All flags of `helm-operator run`, deprecated names included; what contradicts itself is refused',
  },
  2: { as: 'same', what: '`version` is one line; the log begins with the version and the namespaces' },
  3: { as: 'same', what: 'A watches file that is not right ends the start, with the reason' },
  4: {
    as: 'same',
    what: 'Keys of watches.yaml in any case; unknown ones are ignored, and told; resources of the core group',
  },
  5: {
    as: 'same',
    what: 'overrideValues: environment and templates, expanded once; nested paths; they win over resource and chart',
  },
  6: { as: 'better', what: 'Override values stay one text, whatever is in it; typed when asked for' },
  7: { as: 'same', what: 'A Warning event for every override in use, its value hidden by a flag' },
  8: { as: 'documented', what: 'The selector counts whether one, several or all namespaces are watched' },
  9: { as: 'same', what: 'WATCH_NAMESPACE: one, several, none; a Role in each is enough' },
  10: { as: 'same', what: 'An install leaves a Helm release that the helm command reads' },
  11: { as: 'same', what: "helm-operator's releases are taken over without an upgrade" },
  12: { as: 'same', what: 'helm-operator takes them back without an upgrade' },
  13: { as: 'better', what: 'Labels, annotations and owners on every object, after repairs, too' },
  14: {
    as: 'same',
    what: 'Owner references where Kubernetes allows them, annotations elsewhere; kept objects outlive the resource',
  },
  15: { as: 'same', what: 'Conditions, reasons, messages and their order; the deployed release' },
  16: { as: 'better', what: 'observedGeneration and the conditions that kstatus reads', isStrictToo: true },
  17: { as: 'better', what: 'A failed upgrade says which object was refused, and why' },
  18: { as: 'same', what: 'A changed spec is one upgrade; what leaves the chart is pruned' },
  19: { as: 'same', what: 'Numbers and texts of a resource reach the templates unharmed' },
  20: { as: 'same', what: 'A null takes a default away' },
  21: {
    as: 'better',
    what: 'A chart that asks `.Release.IsInstall` is not upgraded right after its install',
    isStrictToo: true,
  },
  22: { as: 'better', what: 'Random values and certificates change with the inputs only', isStrictToo: true },
  23: { as: 'same', what: '`dryRunOption: server`: the decision looks things up in the cluster' },
  24: { as: 'optional', what: 'A changed chart is an upgrade at the next start; staggered when asked for' },
  25: { as: 'documented', what: 'Deleted objects come back at once, whatever their kind and namespace' },
  26: { as: 'documented', what: 'Edited fields are put back at once; a changed status is none of our business' },
  27: { as: 'same', what: 'What others add to an object stays' },
  28: { as: 'optional', what: 'Drift: repaired, told or left; rules for what to ignore' },
  29: { as: 'same', what: '`watchDependentResources: false`: only the resource and the period lead to repairs' },
  30: {
    as: 'better',
    what: 'The period: annotation over watches.yaml over flag; one that cannot be read harms nothing',
  },
  31: { as: 'better', what: 'Many resources, kinds and shared charts; two that want one release are told' },
  32: { as: 'better', what: 'A resource without a spec, or with one that is none' },
  33: { as: 'optional', what: 'Names too long for a release: told once, or shortened' },
  34: { as: 'documented', what: 'Cluster-scoped resources: told what is missing, or placed' },
  35: { as: 'better', what: 'A failed install takes back what it made, and nothing else' },
  36: { as: 'better', what: 'An upgrade that always fails is tried ever more slowly, and leaves few revisions' },
  37: { as: 'better', what: 'A failed upgrade is rolled back, without force where force would lose something' },
  38: { as: 'same', what: 'The annotation upgrade-force' },
  39: { as: 'better', what: 'A field that cannot be changed is named; its object is made anew when asked for' },
  40: { as: 'better', what: 'kill -9 at any step: the next start brings everything in order' },
  41: { as: 'better', what: 'The finalizer is there before the first object' },
  42: { as: 'same', what: 'Hooks: order, weights, delete policies, failures' },
  43: { as: 'better', what: 'A hook that never ends holds nobody up, and has a limit' },
  44: { as: 'optional', what: 'crds/ at the first install; replaced when asked for' },
  45: { as: 'better', what: 'Values that break the schema: told with their path, no record, no loop' },
  46: {
    as: 'better',
    what: 'Kinds that are not served any more: named, and no obstacle where only the old release has them',
  },
  47: { as: 'same', what: 'Deletion: hooks, order, kept objects, records, both finalizers' },
  48: { as: 'better', what: 'The annotation uninstall-wait, without waiting for a period' },
  49: { as: 'better', what: 'An uninstall that fails names the objects; it can be given up' },
  50: { as: 'same', what: 'A restart with nothing changed writes nothing' },
  51: { as: 'better', what: 'With nothing changed no request is sent' },
  52: { as: 'better', what: 'Hundreds of resources: faster, with fewer requests and less memory' },
  53: { as: 'better', what: 'Conflicts heal by reading again; edits of others are never lost' },
  54: { as: 'better', what: 'Releases beyond the size of a Secret; Secrets masked in the status', isStrictToo: true },
  55: { as: 'same', what: 'Leader election' },
  56: { as: 'better', what: '/healthz and /readyz; ready only when everything is known' },
  57: { as: 'same', what: 'The names and labels of metrics' },
  58: { as: 'same', what: 'Metrics over TLS, for those who may' },
  59: { as: 'same', what: 'The messages and keys of the log; an orderly stop' },
  60: { as: 'same', what: "The image: an existing project's Dockerfile, paths, user and entrypoint" },
  61: { as: 'same', what: 'The rights that helm-operator projects have are enough' },
  62: { as: 'better', what: 'A missing right is named, and holds up nobody else' },
  63: {
    as: 'better',
    what: 'Broken watches, restarts of the API server, new tokens: nothing missed, nothing done twice',
  },
  64: { as: 'optional', what: 'Suspend, reconcile now, force now' },
  65: {
    as: 'optional',
    what: 'valuesFrom, waiting for readiness, events, dependsOn, impersonation, hooks off, descriptions',
  },
};
