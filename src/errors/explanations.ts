import type { ErrorCode } from './catalogue.ts';

/** What `capstan explain` says of a code besides its title. */
export interface Explanation {
  /** A case of it, as it happens to people. */
  readonly example: string;
  /** What to do, in general: an error's own hint knows its case better. */
  readonly help: string;
}

/** One for each code of the catalogue. docs/reference/errors.md is printed from both tables. */
export const explanations: Readonly<Record<ErrorCode, Explanation>> = {
  // cli
  USAGE: {
    example: '`capstan list --namspace demo`: there is no flag of that name',
    help: 'run the command with --help',
  },
  FILE_UNREADABLE: {
    example: '`capstan template web ./chart -f values.yml`: the file is called values.yaml',
    help: 'check the path and the rights of the file that the message names; paths are relative to the working directory',
  },
  FILE_UNWRITABLE: {
    example: '`capstan package ./chart -d /srv/charts` by a user who may not write there',
    help: 'choose a folder that you may write to, or make room on its disk',
  },
  LISTEN_FAILED: {
    example: '`capstan run` beside another operator: both want to serve metrics on :8080',
    help: 'choose another address (0 serves nothing), or stop what uses it',
  },
  INTERNAL: {
    example: 'a case nobody thought of: the stack that is printed says where',
    help: 'please report it with the lines above',
  },
  // yaml
  YAML_INVALID: {
    example: 'a values file with a tab where blanks should be, or with the same key twice',
    help: 'mend the file at the line that the message names; long texts are safest as a block that begins with `|`',
  },
  // template
  TEMPLATE_SYNTAX: {
    example: '`{{ if .Values.enabled }}` without its `{{ end }}`',
    help: 'mend the template at the place that is shown; `capstan lint CHART` finds all such places',
  },
  TEMPLATE_FAILED: {
    example:
      '`{{ .Values.image.tag }}` where nobody gave the chart an image, or `{{ required "set a host" .Values.host }}`',
    help: 'give the value that is missing in the spec of the resource, or a default in values.yaml',
  },
  // chart
  CHART_INVALID: {
    example: 'a folder without Chart.yaml, or one whose Chart.yaml has no version',
    help: 'mend the file that the message names; `capstan lint CHART` says all that is wrong',
  },
  VALUES_INVALID: {
    example: '`replicas: "two"` where values.schema.json asks for an integer',
    help: 'correct the values at the paths that the message names; `capstan show values CHART` has the defaults',
  },
  SET_INVALID: {
    example: '`--set image.tag` without a value, or `--set a[x]=1`',
    help: 'write it as path.to.key=value; a comma within a value is written \\,',
  },
  // repository
  REPOSITORY_UNREACHABLE: {
    example: 'a repository behind a proxy that this shell knows nothing of, or a name that does not resolve',
    help: 'check the address, HTTPS_PROXY and NO_PROXY; --ca-file names a certificate authority of your own',
  },
  REPOSITORY_REFUSED: {
    example: 'a private registry that nobody logged in to answers 401 or 403',
    help: 'give --username and --password, or log in with `helm registry login`; check that the account may read the chart',
  },
  REPOSITORY_INVALID: {
    example: 'a login page in HTML where index.yaml should be',
    help: 'check that the URL is that of the repository itself: URL/index.yaml has to be the index',
  },
  CHART_NOT_FOUND: {
    example: '`capstan pull web --version 2.x` where 1.4.0 is the newest',
    help: 'check name and version; leave --version out for the newest, --devel takes pre-releases, too',
  },
  CHART_CORRUPT: {
    example: 'the digest in index.yaml is not that of the archive, as after a release was uploaded twice',
    help: 'try again; if it stays, the repository has to be mended',
  },
  DEPENDENCIES_INVALID: {
    example: 'Chart.lock is older than the dependencies in Chart.yaml, or two ranges exclude each other',
    help: 'run `capstan dependency update CHART`',
  },
  VERIFICATION_UNSUPPORTED: {
    example: '`capstan pull web --verify`',
    help: 'fetch the provenance file with --prov and verify it with helm verify or gpg',
  },
  // render
  RENDER_TIMEOUT: {
    example: 'a template with a loop in a loop in a loop, or one that counts to a number which the values hold',
    help: 'render it by hand: `capstan template NAME CHART --values VALUES` has no such limit; then look at its loops',
  },
  MANIFEST_INVALID: {
    example: 'a template that renders to an object without kind or metadata.name, or two that render the same object',
    help: 'look at what it renders to: `capstan template NAME CHART --debug`',
  },
  // cluster
  CONNECTION_CONFIG: {
    example: 'neither KUBECONFIG nor ~/.kube/config is there, or the context has no cluster',
    help: 'name the file with --kubeconfig and the context with --context; `kubectl config get-contexts` lists them',
  },
  CONNECTION_FAILED: {
    example: 'the API server is restarting, or a VPN is down',
    help: 'check that `kubectl get --raw /readyz` answers; the address is that of the context in the kubeconfig',
  },
  UNAUTHORIZED: {
    example: 'a token that has expired, or a login plugin that is not installed',
    help: 'log in again, or renew the credentials of the user in the kubeconfig',
  },
  FORBIDDEN: {
    example: 'the operator is to make Ingresses, and its Role does not name them',
    help: 'add the verb and resource that the message names to the Role of the account; nothing has to be restarted',
  },
  NAMESPACE_TERMINATING: {
    example: 'a resource in a namespace that somebody deletes at the same time',
    help: 'wait until the namespace is gone; what keeps it is in its conditions: `kubectl get namespace NAME -o yaml`',
  },
  NOT_FOUND: {
    example: 'the namespace of a release was deleted',
    help: 'create what the message names, or correct its name',
  },
  ALREADY_EXISTS: {
    example: 'a hook of an earlier run was left, and its delete policy does not remove it',
    help: 'delete the object that the message names if nobody needs it, or give the hook the policy before-hook-creation',
  },
  CONFLICT: {
    example: 'a person edited the object between our reading and our writing',
    help: 'nothing: it is read again; if it goes on, look who writes the object: `kubectl get … --show-managed-fields`',
  },
  OBJECT_INVALID: {
    example: 'a container port of 70000, a name with capitals, or a quota that is used up',
    help: 'correct the field that the API server names: in the values that lead to it, or in the template',
  },
  API_ERROR: {
    example: 'an admission webhook that does not answer, or an API server that is overloaded',
    help: 'read what the API server says; its log, or that of the webhook it names, says more',
  },
  KIND_UNKNOWN: {
    example: 'a chart with a ServiceMonitor on a cluster without the Prometheus operator',
    help: 'install its CustomResourceDefinition, or switch the part of the chart off that needs it',
  },
  WATCH_EXPIRED: {
    example: 'a watch was broken off for longer than etcd keeps its history',
    help: 'nothing: everything is listed anew, and the watch goes on from there',
  },
  LEASE_LOST: {
    example: 'the API server did not answer for 10 s, and another replica became the leader',
    help: 'nothing: the process ends and its Deployment starts it anew; if it happens often, look at the load of the API server',
  },
  // release
  RECORD_INVALID: {
    example: 'a Secret sh.helm.release.v1.… that somebody edited by hand',
    help: 'delete this Secret if an older revision is to be used, or restore it from a backup',
  },
  RELEASE_NAME_INVALID: {
    example: 'a resource whose name has 60 characters: a release has at most 53',
    help: 'use a shorter name, or set releaseName in watches.yaml: what is too long is shortened with a hash',
  },
  OBJECT_OWNED: {
    example: 'two resources whose charts both make a ConfigMap called settings',
    help: 'rename one of the two, or delete the other object if it is not needed',
  },
  HOOK_FAILED: {
    example: 'a migration Job whose pod ended with exit code 1',
    help: 'read the log of the pod of the Job that the message names',
  },
  NOT_READY: {
    example: 'a Deployment whose image cannot be pulled, with `wait: true` in watches.yaml',
    help: 'look at the objects that are named: `capstan tree NAME`; a longer timeout gives them more time',
  },
  NOT_DELETED: {
    example: 'a custom resource whose own operator is not running any more and cannot remove its finalizer',
    help: 'look at the finalizers of the objects that are named, and whether their controllers are running',
  },
  RECORD_TOO_LARGE: {
    example: 'a chart with dashboards of several megabytes in files/',
    help: 'move large files out of the chart, or split it',
  },
  IMMUTABLE_FIELD: {
    example: "the selector of a Deployment, or the size of a StatefulSet's volume claims, was changed in the chart",
    help: 'annotate the object with capstan.dev/recreate: "true" to have it deleted and made anew',
  },
  HOOK_TIMEOUT: {
    example: 'a Job whose pod finds no node to run on',
    help: 'look at its pods and logs; `timeout` in watches.yaml, or --release-timeout, gives it more time',
  },
  // operator
  WATCHES_INVALID: {
    example: 'an entry without version or kind, or a chart path that is not there',
    help: 'mend the file at the place that is shown; `capstan schema watches` prints its JSON Schema for an editor',
  },
  DEPENDENCY_MISSING: {
    example: 'dependsOn names a Postgres that is not Ready, or valuesFrom a ConfigMap that is not there',
    help: 'create or mend what the message names: the operator goes on as soon as it is there',
  },
  RELEASE_NOT_FOUND: {
    example: '`capstan status web` while the release is in another namespace',
    help: 'capstan list -A shows all there are; -n names another namespace',
  },
  SPEC_INVALID: {
    example: "`spec: []` in a custom resource: it holds the chart's values, so it has to be an object",
    help: 'correct the field that the message names in the custom resource',
  },
  // devcluster
  TOOL_MISSING: {
    example: '`capstan up` on a machine without etcd or a way to build it',
    help: 'install the program that the message names, or put its folder into PATH',
  },
  TOOL_FAILED: {
    example: 'etcd ends at once because its folder belongs to another user',
    help: 'read what the program said, which is below the message',
  },
};
