import type { Chart } from '../../chart/index.ts';
import type { GroupVersionKind } from '../../cluster/index.ts';
import type { CrdPolicy, IgnoreRule, OnFailure } from '../../release/index.ts';

/** One line of work for the operator: resources of this kind become releases of this chart. */
export interface Watch extends WatchOptions {
  readonly gvk: GroupVersionKind;
  readonly chart: Chart;
  /** Absolute. */
  readonly chartPath: string;
  readonly watchDependentResources: boolean;
  /** Value path (as `--set` writes it) to text; templates and the environment are expanded already. */
  readonly overrideValues: Readonly<Record<string, string>>;
  /** As list requests take it; absent: every resource of the kind. */
  readonly selector?: string;
  /** 0: none. Absent: what the operator's flag says. */
  readonly reconcilePeriodMs?: number;
  readonly dryRunOption?: 'server';
}

/**
 * What an entry of watches.yaml may ask for beyond helm-operator. Every field has a value, that of an entry which says
 * nothing: then the operator does what helm-operator is documented to do.
 */
export interface WatchOptions {
  /** 'typed': an override's text is read as `--set` reads it, so that it may become a boolean, a number or null. */
  readonly overrideTypes: 'string' | 'typed';
  /** A revision counts as deployed only when its objects are ready; 'ordered': and each group once those before it are. */
  readonly wait: boolean | 'ordered';
  /** For hooks, and for each wait of `wait`. undefined: what the operator's flag says. */
  readonly timeoutMs: number | undefined;
  readonly valuesFrom: readonly ValuesSource[];
  readonly inputs: readonly InputSource[];
  readonly generate: readonly GeneratedSecret[];
  readonly dependsOn: readonly Dependency[];
  readonly removeAfter: readonly RemovalHold[];
  readonly driftDetection: DriftDetection;
  readonly remediation: Remediation;
  /** Objects of the release are written as this ServiceAccount of the resource's namespace. */
  readonly serviceAccountName: ResourceText | undefined;
  /** Where the release's objects go; the records stay with the resource, unless that is cluster-scoped. */
  readonly targetNamespace: ResourceText | undefined;
  /** The namespace of the release's objects is made when it is not there; nobody ever deletes it. */
  readonly createNamespace: boolean;
  /** undefined: the resource's name. What is longer than a release name may be is cut and gets a hash. */
  readonly releaseName: ResourceText | undefined;
  readonly crds: CrdPolicy;
  /** Upgrades that no change of the resource asked for (a new chart in the image) begin at least this far apart; 0: at once. */
  readonly rolloutIntervalMs: number;
  /** 'all': installs, uninstalls and rollbacks are announced, too; each is a request more. */
  readonly events: 'changes' | 'all';
  /** Three fields of the status that say in a word, a sentence and a share how the release is; undefined: none. */
  readonly statusSummary: StatusSummary | undefined;
}

export interface StatusSummary {
  /** Of a release that is deployed and ready. */
  readonly ready: string;
}

/** A Go template over the resource (`{{ .metadata.name }}`), with sprig's functions; a plain text is one, too. */
export type ResourceText = string;

/** Values below the resource's spec; of several the last one counts. */
export interface ValuesSource {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: ResourceText;
  /** The key that holds YAML; with `targetPath`, any text. */
  readonly valuesKey: string;
  /** As `--set` writes it: the text of the key is put there, as it is. */
  readonly targetPath: string | undefined;
  /** A source that is not there holds nothing up. */
  readonly optional: boolean;
}

/** Objects of another kind, as a list at `.Values.<as>`. */
export interface InputSource {
  /** A value path: `inputs.databases`. */
  readonly as: string;
  readonly gvk: GroupVersionKind;
  /** undefined: the resource's own. '' after expansion: all that the operator may see. */
  readonly namespace: ResourceText | undefined;
  /** As list requests take it, each value a template over the resource; '' for all. */
  readonly selector: ResourceText;
  /** Paths of what is handed over besides apiVersion, kind, name and namespace; undefined: all of each object. */
  readonly fields: readonly FieldPath[] | undefined;
}

/** The keys on the way to a field of an object. */
export type FieldPath = readonly string[];

/** Objects that hold an uninstall up for as long as there are any. */
export interface RemovalHold {
  readonly gvk: GroupVersionKind;
  /** undefined: the resource's own. '' after expansion: all that the operator may see. */
  readonly namespace: ResourceText | undefined;
  /** As list requests take it, each value a template over the resource; '' for all. */
  readonly selector: ResourceText;
}

/** A Secret that is made once for a release and then stays as it is; its content is at `.Values.generated.<name>`. */
export interface GeneratedSecret {
  readonly name: string;
  /** undefined: `<release>-<name>`. */
  readonly secretName: ResourceText | undefined;
  /** Key to what its text is to be. */
  readonly keys: Readonly<Record<string, GeneratedText | GeneratedHtpasswd>>;
  /** Adds the keys `tls.crt`, `tls.key` and `ca.crt`. */
  readonly certificate: GeneratedCertificate | undefined;
  /** It outlives the release, and the next one of that name goes on with it. */
  readonly keep: boolean;
}

export interface GeneratedText {
  readonly length: number;
  readonly characters: 'alphanumeric' | 'hex' | 'ascii';
}

/** `user:hash`, by which the text of another key of the Secret can be verified. */
export interface GeneratedHtpasswd {
  readonly htpasswd: {
    readonly user: ResourceText;
    /** The other key. */
    readonly password: string;
  };
}

export interface GeneratedCertificate {
  readonly commonName: ResourceText;
  readonly dnsNames: readonly ResourceText[];
  readonly days: number;
}

/** Another object that has to be ready (its Ready condition, or what kstatus makes of it) before anything is done. */
export interface Dependency {
  readonly gvk: GroupVersionKind;
  readonly name: ResourceText;
  /** undefined: the resource's own. */
  readonly namespace: ResourceText | undefined;
}

export interface DriftDetection {
  /** 'warn': told by an event and the condition Drifted, and left alone. */
  readonly mode: 'enabled' | 'warn' | 'disabled';
  readonly ignore: readonly IgnoreRule[];
}

export interface Remediation {
  /** Attempts after the first failed one; undefined: for ever, ever more slowly. */
  readonly retries: number | undefined;
  readonly onInstallFailure: OnFailure['install'];
  readonly onUpgradeFailure: OnFailure['upgrade'];
  /** Revisions kept; 0 keeps all; undefined: what the operator's flag says. */
  readonly maxHistory: number | undefined;
}

/** What an entry without any of the options means. */
export const defaultOptions: WatchOptions = Object.freeze<WatchOptions>({
  overrideTypes: 'string',
  wait: false,
  timeoutMs: undefined,
  valuesFrom: [],
  inputs: [],
  generate: [],
  dependsOn: [],
  removeAfter: [],
  driftDetection: { mode: 'enabled', ignore: [] },
  remediation: {
    retries: undefined,
    onInstallFailure: 'uninstall',
    onUpgradeFailure: 'rollback',
    maxHistory: undefined,
  },
  serviceAccountName: undefined,
  targetNamespace: undefined,
  createNamespace: false,
  releaseName: undefined,
  crds: 'Create',
  rolloutIntervalMs: 0,
  events: 'changes',
  statusSummary: undefined,
});
