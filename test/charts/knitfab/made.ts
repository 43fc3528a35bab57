/** Objects with the fields that tests read of them: each kind has those that are its own. */
export interface Made {
  readonly kind: string;
  readonly metadata: Metadata;
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
  readonly spec: Spec;
  /** Of a StorageClass. */
  readonly provisioner: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly mountOptions: readonly string[];
  readonly allowVolumeExpansion: boolean;
  readonly reclaimPolicy: string;
  readonly volumeBindingMode: string;
  /** Of a PriorityClass. */
  readonly value: number;
  readonly preemptionPolicy: string;
  readonly globalDefault: boolean;
  /** Of Roles and bindings. */
  readonly rules: readonly { readonly resources: readonly string[] }[];
  readonly roleRef: object;
  readonly subjects: readonly object[];
}

export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Spec {
  readonly type: string;
  readonly replicas: number;
  readonly strategy: object;
  readonly ttlSecondsAfterFinished: number;
  readonly selector: Readonly<Record<string, string>> & { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly template: { readonly metadata: Metadata; readonly spec: PodSpec };
  readonly ports: Several<{ readonly port: number; readonly targetPort: number; readonly nodePort?: number }>;
  readonly accessModes: readonly string[];
  readonly resources: { readonly requests: { readonly storage: string } };
  readonly storageClassName: string;
}

interface PodSpec {
  readonly nodeName?: string;
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets: readonly object[];
  readonly restartPolicy: string;
  readonly securityContext: { readonly runAsUser: number; readonly fsGroup?: number };
  readonly containers: Several<Container>;
  readonly volumes: Several<Volume>;
}

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly env: Several<{
    readonly name: string;
    readonly valueFrom: { readonly secretKeyRef: { readonly name: string } };
  }>;
  readonly ports: Several<{ readonly containerPort: number }>;
  readonly readinessProbe: { readonly httpGet: { readonly scheme: string } };
  readonly securityContext: Readonly<Record<string, boolean>>;
}

interface Volume {
  readonly name: string;
  readonly hostPath?: { readonly path: string; readonly type: string };
  readonly secret?: { readonly secretName: string };
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

type Several<T> = readonly [T, ...T[]];
