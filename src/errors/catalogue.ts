/**
 * Every error Capstan raises on purpose, one row a code. `retry` says what a caller that can wait should do:
 * 'never' (only a change of input helps), 'backoff' (it may pass by itself) or 'soon' (the world moved under us: read again and go on).
 * docs/reference/errors.md is printed from this table.
 */
export type RetryRule = 'never' | 'backoff' | 'soon';

export interface CatalogueEntry {
  readonly title: string;
  readonly retry: RetryRule;
  /** What to do next, when the place that raises the error has nothing better to say. */
  readonly hint?: string;
}

export const catalogue = {
  // cli
  USAGE: { title: 'the command line is not right', retry: 'never', hint: 'run the command with --help' },
  FILE_UNREADABLE: { title: 'a file cannot be read', retry: 'never' },
  FILE_UNWRITABLE: { title: 'a file cannot be written', retry: 'never' },
  LISTEN_FAILED: {
    title: 'a port cannot be listened on',
    retry: 'never',
    hint: 'choose another address, or stop what uses it',
  },
  INTERNAL: { title: 'a bug in capstan', retry: 'backoff', hint: 'please report it with the lines above' },
  // yaml
  YAML_INVALID: { title: 'a text is not valid YAML', retry: 'never' },
  // template
  TEMPLATE_SYNTAX: { title: 'a template cannot be parsed', retry: 'never' },
  TEMPLATE_FAILED: { title: 'a template failed while it ran', retry: 'never' },
  // chart
  CHART_INVALID: { title: 'a chart cannot be loaded', retry: 'never' },
  VALUES_INVALID: { title: 'values violate the chart schema', retry: 'never' },
  SET_INVALID: { title: 'a --set expression cannot be parsed', retry: 'never', hint: 'write it as path.to.key=value' },
  // repository
  REPOSITORY_UNREACHABLE: { title: 'a chart repository or registry cannot be reached', retry: 'backoff' },
  REPOSITORY_REFUSED: { title: 'a chart repository or registry refuses a request', retry: 'backoff' },
  REPOSITORY_INVALID: { title: 'what a chart repository or registry answers cannot be used', retry: 'backoff' },
  CHART_NOT_FOUND: { title: 'a chart, or a version of it, is not where it is looked for', retry: 'backoff' },
  CHART_CORRUPT: {
    title: 'a downloaded chart is not the one that was announced',
    retry: 'backoff',
    hint: 'try again; if it stays, the repository has to be mended',
  },
  DEPENDENCIES_INVALID: { title: 'the dependencies of a chart cannot be resolved', retry: 'never' },
  VERIFICATION_UNSUPPORTED: {
    title: 'a signature is to be verified, which this version cannot',
    retry: 'never',
    hint: 'fetch the provenance file with --prov and verify it with helm verify or gpg',
  },
  // render
  RENDER_TIMEOUT: {
    title: 'a chart takes too long to render',
    retry: 'backoff', // a machine that is busy for a moment is no fault of the chart
    hint: 'look for a loop in its templates that never ends, or that goes over a number from the values',
  },
  MANIFEST_INVALID: { title: 'a rendered manifest is not a Kubernetes object', retry: 'never' },
  // cluster
  CONNECTION_CONFIG: { title: 'no usable way to reach a cluster is configured', retry: 'never' },
  CONNECTION_FAILED: { title: 'the API server cannot be reached', retry: 'backoff' },
  UNAUTHORIZED: { title: 'the API server does not accept the credentials', retry: 'backoff' },
  FORBIDDEN: { title: 'the API server forbids a request', retry: 'backoff' },
  NAMESPACE_TERMINATING: { title: 'the namespace is being deleted', retry: 'backoff' },
  NOT_FOUND: { title: 'an object does not exist', retry: 'backoff' },
  ALREADY_EXISTS: { title: 'an object exists already', retry: 'soon' },
  CONFLICT: { title: 'an object changed meanwhile', retry: 'soon' },
  OBJECT_INVALID: { title: 'the API server rejects an object', retry: 'backoff' },
  API_ERROR: { title: 'the API server answered with an error', retry: 'backoff' },
  KIND_UNKNOWN: {
    title: 'the API server does not know a kind',
    retry: 'backoff',
    hint: 'install its CustomResourceDefinition',
  },
  WATCH_EXPIRED: { title: 'a watch position is too old', retry: 'soon' },
  LEASE_LOST: { title: 'the leader lease was lost', retry: 'never' },
  // release
  RECORD_INVALID: { title: 'a release record cannot be read', retry: 'backoff' },
  RELEASE_NAME_INVALID: {
    title: 'a release name is not allowed',
    retry: 'never',
    hint: 'use a name of at most 53 characters',
  },
  OBJECT_OWNED: {
    title: 'an object of that name belongs to another owner',
    retry: 'backoff',
    hint: 'rename one of the two, or delete the other object if it is not needed',
  },
  HOOK_FAILED: { title: 'a hook failed', retry: 'backoff' },
  NOT_READY: {
    title: 'objects of a release are not ready in time',
    retry: 'backoff',
    hint: 'look at the objects that are named; a longer timeout gives them more time',
  },
  NOT_DELETED: {
    title: 'objects of a release are still there after it was uninstalled',
    retry: 'backoff',
    hint: 'look at the finalizers of the objects that are named',
  },
  RECORD_TOO_LARGE: {
    title: 'a release does not fit into a Secret',
    retry: 'never',
    hint: 'move large files out of the chart, or split it',
  },
  IMMUTABLE_FIELD: {
    title: 'a field cannot be changed once its object exists',
    retry: 'backoff',
    hint: 'annotate the object with capstan.dev/recreate: "true" to have it deleted and made anew',
  },
  HOOK_TIMEOUT: { title: 'a hook did not finish in time', retry: 'backoff' },
  // operator
  WATCHES_INVALID: { title: 'watches.yaml is not right', retry: 'never' },
  DEPENDENCY_MISSING: { title: 'something a release depends on is not there or not ready', retry: 'backoff' },
  RELEASE_NOT_FOUND: { title: 'there is no release of that name', retry: 'never' },
  SPEC_INVALID: { title: 'the spec of a custom resource is not usable', retry: 'never' },
  // devcluster
  TOOL_MISSING: { title: 'a program that is needed is not installed', retry: 'never' },
  TOOL_FAILED: { title: 'a program failed', retry: 'never' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
