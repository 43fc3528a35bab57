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
  PAGE_NOT_BUILT: {
    example: 'the page cannot be built: …',
    help: 'Only a checkout builds it. The lines of `node scripts/web.ts` say what is wrong with its sources; `npm ci` brings what builds them.',
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
  TEMPLATE_UNPORTABLE: {
    example: '`<% for (let i = 0; i < 3; i += 1) { %>` in a chart that is packaged for Helm',
    help: 'do what the hint says; the guide to Eta charts tells which part of Eta is portable',
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
  // image
  IMAGE_INVALID: {
    example: 'a user that is a name and no number, a base that is a chart, or a layout without index.json',
    help: 'correct the component in build.yaml, or the layout, that the message names',
  },
  IMAGE_NOT_FOUND: {
    example: 'a base `registry.example.com/base:9` of which there is only amd64, or whose tag was removed',
    help: 'correct the reference; the hint says for which processors an image is made',
  },
  IMAGE_CORRUPT: {
    example: 'a layer in bin/images that somebody edited, or a download that a proxy changed',
    help: 'build or fetch it anew; delete the file that the message names if it lies in the cache',
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
  REQUEST_INVALID: {
    example: 'resources.cpu: two is no amount, as 500m or 1Gi is',
    help: 'What was sent to knitd (a plan, tags, an archive) is not what the API takes. The message says which part of it; docs/guide/knitfab.md says how a plan is written.',
  },
  UPSTREAM_FAILED: {
    example: 'the hook http://hooks.example/before did not agree to running: 503',
    help: 'A hook, a further API or a data agent could not be reached or refused. Loops try again at their next look; for a data agent, look at its pod (`kubectl get pods -l app.kubernetes.io/component=dataagt`).',
  },
  STATE_INVALID: {
    example: '/home/me/shop/dev-cluster/.sync/control-plane/kept.json cannot be used: Unexpected end of JSON input',
    help: "A file in the folder of a development cluster was edited, or is only half there. `capstan dev destroy -f` removes the folder's contents, and `capstan dev up` makes a new cluster.",
  },
  CLUSTER_NOT_RUNNING: {
    example: 'the development cluster of /home/me/shop/dev-cluster/.sync does not run',
    help: 'The command asks something of a cluster that is suspended, or was never started. `capstan dev up` starts it; `--dir` names another one.',
  },
  NODES_UNSUPPORTED: {
    example: 'this machine cannot run real nodes: containerd is not installed; not root',
    help: 'Nodes that run containers need root, containerd, runc, CNI plugins, iptables and conntrack. `capstan dev up --nodes simulated` needs none of them: there pods get a status and no container runs.',
  },
  SETTINGS_INVALID: {
    example: 'settings folder ./knitfab-install-settings is not whole: there is no values/knit-app.yaml',
    help: 'A file of the folder that `capstan install --prepare` wrote is missing, or does not say what it should. Put it back, or prepare a new folder and copy your edits over. A folder that is there already is never written over by --prepare.',
  },
  CERTIFICATE_INVALID: {
    example: 'certs/server.crt and certs/server.key are no pair: the certificate is of another key',
    help: 'Certificates and keys are PEM files. Each key must be the one that its certificate was made with, the authority must have signed the server certificate, and neither may have run out. `openssl x509 -in FILE -noout -text` shows what a certificate is.',
  },
  // build
  PROJECT_INVALID: {
    example: 'build.yaml: components[0].comand: there is no such key',
    help: 'Correct the line that the message names; docs/guide/build.md lists the keys. An unknown key is refused, because a mistyped one would build something else than was meant.',
  },
  REPOSITORY_MISSING: {
    example: '`capstan build` in a folder that was copied without its .git',
    help: 'Images are named by their commit: build in a git repository that has one, or set APP_VERSION to name a local build yourself.',
  },
  TREE_DIRTY: {
    example: '`capstan build --release` with an edit that is not committed',
    help: 'Commit and merge what `git status` shows, and release from there. Local and test builds take such a copy, and mark their images with `-diff-` and the time.',
  },
  // server
  REQUEST_MALFORMED: {
    example: 'phase: "instal" is none of install, update, remove, uninstall',
    help: 'The answer lists each field that is wrong, and why. The reference page at /docs of the running server says what each request takes.',
  },
  SIGN_IN_NEEDED: {
    example: '`curl http://127.0.0.1:8080/admin/api/v2/service/command` without an Authorization header',
    help: 'Send `Authorization: ApiKey USER:KEY`, a bearer token where the server was told whose to take, or sign in on the page. A key is shown once, when it is made: `cloudmgr user key USER` makes a new one.',
  },
  ACCESS_DENIED: {
    example: 'someuser asks for an install for otheruser',
    help: 'A user sees and commands the own deployments only; plans and users are changed by an admin. Ask one, or use the key of one.',
  },
  ROUTE_UNKNOWN: {
    example: 'GET /admin/api/v2/service/commands: it is called service/command',
    help: 'The reference page at /docs of the running server lists all addresses.',
  },
  METHOD_UNSUITABLE: {
    example: 'PUT /admin/api/v2/service/command/1',
    help: 'The header Allow of the answer names the methods that the address takes.',
  },
  BODY_TOO_LARGE: {
    example: 'a service plan of two mebibytes',
    help: 'Send less, or start the server with a larger --body-limit.',
  },
  MEDIA_TYPE_UNSUITABLE: {
    example: 'curl -d without `-H "Content-Type: application/json"`',
    help: 'Send JSON, and say so in the header Content-Type.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    example: 'the header Idempotency-Key: 1 with an install of one plan, then of another',
    help: 'The key says that two requests are the same one, sent again. Use a new key, such as a UUID, for each new command.',
  },
  TOKEN_KEYS_UNREADABLE: {
    example: 'the server was started with --jwt-jwks-url, and that address does not answer',
    help: 'Whoever issues the tokens has to serve its public keys at that address. Requests with an API key are served meanwhile.',
  },
  TOO_MANY_REQUESTS: {
    example: 'a script that asks for the state of its command in a loop without a pause',
    help: 'Wait as long as the header Retry-After says. To follow a command without asking, read its events. `--rate-limit` of the server sets the bound.',
  },
  // om
  CLOUD_UNREACHABLE: {
    example: '`om cloud status` while the server is stopped',
    help: 'Check OMEGA_RESTAPI_URL (`om cloud config show`), and that the server runs: GET /healthz of it answers.',
  },
  CLOUD_REFUSED: {
    example: '`om cloud add mongdb`: there is no service plan of that name',
    help: 'The message is the server’s own. `om cloud login` stores another user and key; `cloudmgr listservices` lists the plans.',
  },
  SERVICE_FAILED: {
    example: '`om cloud add mongodb` whose script ended with return code 1',
    help: 'Look at the output of the task that failed, on the admin page or with `cloudmgr commands`, mend what it names, and restart the command: it goes on from that task.',
  },
  // workflow
  PARAMS_INVALID: {
    example: '`--params "size"`: there is no `=`',
    help: 'write key=value[,key=value...]; a comma within a value is written `\\,`',
  },
  SERVICE_INVALID: {
    example: 'a service file whose step has no `task`',
    help: 'mend the file at the entry that the message names; the guide to the cloud manager shows a whole one',
  },
  OFFERING_UNKNOWN: {
    example: '`cloudmgr deployservice --service mongdb`: there is no service plan of that name',
    help: '`cloudmgr listservices` lists the plans; `cloudmgr createservice --specs FILE` adds one',
  },
  USER_UNKNOWN: {
    example: 'a command for a user whom nobody has made',
    help: '`cloudmgr user list` lists the users; `cloudmgr user add NAME` makes one',
  },
  USER_INVALID: {
    example: '`cloudmgr user add ../root`: a name becomes the name of a folder',
    help: 'use letters, digits, dots, dashes and underscores, 63 at most, and a role of admin or user',
  },
  PHASE_UNKNOWN: {
    example: 'a command whose `"phase"` is `"upgrade"`',
    help: 'the phases are install, update, remove and uninstall (which is remove)',
  },
  LIMIT_REACHED: {
    example: 'a second install of a plan that a user may have once',
    help: 'update the deployment that is there, or remove it first; `limits.deployments` of the plan allows more',
  },
  NOT_DEPLOYED: {
    example: 'an update of a plan that the user never installed',
    help: 'install it first; where a user has several, name the one that is meant by `deployment`',
  },
  STATE_CONFLICT: {
    example: 'the restart of a command that did not fail, or the cancelling of one that is over',
    help: 'look at the state of what the message names, and go on from there',
  },
  ITEM_UNKNOWN: {
    example: 'GET /admin/api/v2/service/command/999',
    help: 'check the number; what belongs to another user is not there either',
  },
  STORE_IN_USE: {
    example: '`cloudmgr up` twice with the same data folder',
    help: 'stop the process that the message names, speak to it over REST, or use PostgreSQL (--database), which many processes may share',
  },
  STORE_UNREACHABLE: {
    example: 'PostgreSQL is stopped, or its URL names the wrong port',
    help: 'check the URL of --database and that the server runs; commands that are running go on and are recorded later',
  },
  STORE_INVALID: {
    example: 'an older program opens a database that a newer one has changed',
    help: 'use the newer program, or another database',
  },
  // execution
  COMPONENT_INVALID: {
    example: 'helm.yml with `chrat: ./web`, or with `$HELM_CHARTS` where no variable of that name is set',
    help: 'mend the entry that the message names; docs/guide/cloud-components.md lists all fields',
  },
  COMPONENT_UNKNOWN: {
    example: '`cloudmgr helm.install -c mongo` where helm.yml has `mongodb`',
    help: '`cloudmgr components` lists all there are; --home says whose',
  },
  SPECS_INVALID: {
    example: '`--specs "provider=gcp"` where the component takes azu, aws or exo, or `a=1,a.b=2`',
    help: 'give what the message names; `cloudmgr components -o json` says what a component takes',
  },
  SECRETS_UNREADABLE: {
    example: 'a secrets.yaml that was encrypted for another key, or not at all',
    help: 'point SOPS_AGE_KEY_FILE or GNUPGHOME to the key; `sops updatekeys` adds a recipient; `sops encrypt -i` encrypts',
  },
  SCRIPT_FAILED: {
    example: '`deploymongodb.sh` ended with return code 2',
    help: 'what it printed says why; mend it, then run the same phase again',
  },
  TERRAFORM_FAILED: {
    example: '`terraform apply` failed after two of five resources',
    help: 'what it printed says why; its state is kept, so running the same phase again makes the rest',
  },
  DEPLOYMENT_BUSY: {
    example: 'two `cloudmgr helm.update -c mongodb --user someuser` at once',
    help: 'wait until the process that the message names is through',
  },
  INVENTORY_INVALID: {
    example: 'a deployment.json that somebody edited and that is no JSON any more',
    help: 'mend it, or move it away: the next phase writes a new one',
  },
  NOT_ENOUGH_NODES: {
    example: 'a pool of 3 where only two nodes have neither a role nor a pool',
    help: 'add nodes to the cluster, or take omegaml.io/role and omegaml.io/nodepool away from some that may be used',
  },
  PREFLIGHT_FAILED: {
    example: 'no node has the label omegaml.io/role=system',
    help: 'do what the report says for each line that failed',
  },
  STEP_INVALID: {
    example: 'a step `bash deploy.sh "x` with a quote that is not closed, or a git step with an `ext::` address',
    help: 'mend the step in the service file and register it again (`cloudmgr createservice`); the task says what is wrong',
  },
};
