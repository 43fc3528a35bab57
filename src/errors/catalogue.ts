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
  PAGE_NOT_BUILT: { title: 'the page of the cloud manager cannot be built from its sources', retry: 'never' },
  INTERNAL: { title: 'a bug in capstan', retry: 'backoff', hint: 'please report it with the lines above' },
  // yaml
  YAML_INVALID: { title: 'a text is not valid YAML', retry: 'never' },
  // template
  TEMPLATE_SYNTAX: { title: 'a template cannot be parsed', retry: 'never' },
  TEMPLATE_FAILED: { title: 'a template failed while it ran', retry: 'never' },
  TEMPLATE_UNPORTABLE: { title: 'an Eta template has no equal in Go templates', retry: 'never' },
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
  // image
  IMAGE_INVALID: { title: 'an image cannot be made or read as it is described', retry: 'never' },
  IMAGE_NOT_FOUND: { title: 'an image is not where it is looked for', retry: 'backoff' },
  IMAGE_CORRUPT: {
    title: 'a part of an image is not the one that its digest names',
    retry: 'backoff',
    hint: 'fetch or build it anew; if it is a file of the cache, delete that',
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
  // knitfab
  REQUEST_INVALID: { title: 'a request to Knitfab cannot be carried out as it is', retry: 'never' },
  UPSTREAM_FAILED: { title: 'a server that Knitfab asks does not answer as it should', retry: 'backoff' },
  // devcluster
  TOOL_MISSING: { title: 'a program that is needed is not installed', retry: 'never' },
  TOOL_FAILED: { title: 'a program failed', retry: 'never' },
  // dev cluster
  STATE_INVALID: {
    title: 'the folder of a development cluster cannot be used',
    retry: 'never',
    hint: '`capstan dev destroy -f` clears it',
  },
  CLUSTER_NOT_RUNNING: {
    title: 'the development cluster does not run',
    retry: 'never',
    hint: 'start it with `capstan dev up`',
  },
  NODES_UNSUPPORTED: {
    title: 'this machine cannot run real nodes',
    retry: 'never',
    hint: 'install what is missing, or use --nodes simulated',
  },
  // installer
  SETTINGS_INVALID: {
    title: 'the settings folder of an install cannot be used',
    retry: 'never',
    hint: 'make one with `capstan install --prepare`',
  },
  CERTIFICATE_INVALID: { title: 'a certificate or a key cannot be used', retry: 'never' },
  // build
  PROJECT_INVALID: { title: 'build.yaml is not right', retry: 'never' },
  REPOSITORY_MISSING: { title: 'a project lies in no git repository, or in one without a commit', retry: 'never' },
  TREE_DIRTY: { title: 'the working copy has changes that no commit holds', retry: 'never', hint: 'commit them first' },
  // server
  REQUEST_MALFORMED: {
    title: 'a request to the cloud manager is not as it should be',
    retry: 'never',
    hint: 'GET /admin/api/v2/openapi.json says what each request takes',
  },
  SIGN_IN_NEEDED: {
    title: 'a request to the cloud manager says not, or not rightly, who sends it',
    retry: 'never',
    hint: 'send `Authorization: ApiKey USER:KEY`; `cloudmgr user key USER` makes a new key',
  },
  ACCESS_DENIED: { title: 'the cloud manager does not let this user do that', retry: 'never' },
  ROUTE_UNKNOWN: { title: 'the cloud manager has nothing at that address', retry: 'never' },
  METHOD_UNSUITABLE: { title: 'an address of the cloud manager does not take that method', retry: 'never' },
  BODY_TOO_LARGE: { title: 'the body of a request is too large', retry: 'never' },
  MEDIA_TYPE_UNSUITABLE: { title: 'the body of a request is of a type that is not read', retry: 'never' },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'an idempotency key came back with another request',
    retry: 'never',
    hint: 'use a new key for each new command, and the same one only to send the same command again',
  },
  TOKEN_KEYS_UNREADABLE: { title: 'the keys that bearer tokens are checked with cannot be read', retry: 'backoff' },
  TOO_MANY_REQUESTS: { title: 'requests come faster than they are taken', retry: 'backoff' },
  // om
  CLOUD_UNREACHABLE: {
    title: 'the cloud manager does not answer',
    retry: 'backoff',
    hint: 'look at the address (`om cloud config show`) and whether it runs there',
  },
  CLOUD_REFUSED: { title: 'the cloud manager refuses a request', retry: 'never' },
  SERVICE_FAILED: {
    title: 'a service command did not end well',
    retry: 'never',
    hint: 'its tasks and what they printed stand on the admin page',
  },
  // workflow
  PARAMS_INVALID: {
    title: 'parameters cannot be read',
    retry: 'never',
    hint: 'write them as key=value[,key=value...]',
  },
  SERVICE_INVALID: { title: 'the description of a service is not right', retry: 'never' },
  OFFERING_UNKNOWN: { title: 'no service of that name is offered', retry: 'never' },
  USER_UNKNOWN: { title: 'there is no user of that name', retry: 'never' },
  USER_INVALID: { title: 'a user cannot be made as described', retry: 'never' },
  PHASE_UNKNOWN: {
    title: 'a command has no such phase',
    retry: 'never',
    hint: 'the phases are install, update, remove and uninstall (which is remove)',
  },
  LIMIT_REACHED: { title: 'a user may deploy no more of a service', retry: 'never' },
  NOT_DEPLOYED: { title: 'a command has no deployment to act on', retry: 'never' },
  STATE_CONFLICT: { title: 'the state of things does not allow that', retry: 'never' },
  ITEM_UNKNOWN: { title: 'there is no item of that number or name', retry: 'never' },
  STORE_IN_USE: { title: 'another process has the embedded store open', retry: 'never' },
  STORE_UNREACHABLE: { title: 'the database of the workflows cannot be reached', retry: 'backoff' },
  STORE_INVALID: { title: 'the database of the workflows cannot be used', retry: 'never' },
  // worker
  STEP_INVALID: { title: 'a step of a service cannot be run as it stands', retry: 'never' },
  // node pools
  NOT_ENOUGH_NODES: { title: 'a node pool cannot have as many nodes as it shall', retry: 'backoff' },
  // execution
  COMPONENT_INVALID: { title: 'a file of components is not right', retry: 'never' },
  COMPONENT_UNKNOWN: {
    title: 'there is no component of that name',
    retry: 'never',
    hint: '`cloudmgr components` lists all there are',
  },
  SPECS_INVALID: { title: 'the parameters do not fit a component', retry: 'never' },
  SECRETS_UNREADABLE: { title: 'a file of secrets cannot be decrypted', retry: 'never' },
  SCRIPT_FAILED: { title: 'the script of a component failed', retry: 'never' },
  TERRAFORM_FAILED: { title: 'terraform failed', retry: 'never' },
  DEPLOYMENT_BUSY: {
    title: 'somebody else works on a deployment right now',
    retry: 'backoff',
    hint: 'wait until it is through, then try again',
  },
  INVENTORY_INVALID: { title: 'what a deployment has recorded cannot be read', retry: 'never' },
  PREFLIGHT_FAILED: { title: 'a cluster does not have what a service needs', retry: 'never' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
