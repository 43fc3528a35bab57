/** Where a kind is served: what a rule has to name. */
export interface KnownKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const namespaced: Readonly<Record<string, string>> = {
  '': `ConfigMap configmaps, Endpoints endpoints, Event events, LimitRange limitranges, PersistentVolumeClaim persistentvolumeclaims,
    Pod pods, PodTemplate podtemplates, ReplicationController replicationcontrollers, ResourceQuota resourcequotas,
    Secret secrets, Service services, ServiceAccount serviceaccounts`,
  apps: `ControllerRevision controllerrevisions, DaemonSet daemonsets, Deployment deployments, ReplicaSet replicasets,
    StatefulSet statefulsets`,
  autoscaling: 'HorizontalPodAutoscaler horizontalpodautoscalers',
  batch: 'CronJob cronjobs, Job jobs',
  'coordination.k8s.io': 'Lease leases, LeaseCandidate leasecandidates',
  'discovery.k8s.io': 'EndpointSlice endpointslices',
  'events.k8s.io': 'Event events',
  extensions: 'Deployment deployments, DaemonSet daemonsets, Ingress ingresses, ReplicaSet replicasets',
  'networking.k8s.io': 'Ingress ingresses, NetworkPolicy networkpolicies',
  policy: 'PodDisruptionBudget poddisruptionbudgets',
  'rbac.authorization.k8s.io': 'Role roles, RoleBinding rolebindings',
  'resource.k8s.io': 'ResourceClaim resourceclaims, ResourceClaimTemplate resourceclaimtemplates',
  'storage.k8s.io': 'CSIStorageCapacity csistoragecapacities',
};

const clusterWide: Readonly<Record<string, string>> = {
  '': 'Namespace namespaces, Node nodes, PersistentVolume persistentvolumes',
  'admissionregistration.k8s.io': `MutatingAdmissionPolicy mutatingadmissionpolicies,
    MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings, MutatingWebhookConfiguration mutatingwebhookconfigurations,
    ValidatingAdmissionPolicy validatingadmissionpolicies, ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings,
    ValidatingWebhookConfiguration validatingwebhookconfigurations`,
  'apiextensions.k8s.io': 'CustomResourceDefinition customresourcedefinitions',
  'apiregistration.k8s.io': 'APIService apiservices',
  'certificates.k8s.io': `CertificateSigningRequest certificatesigningrequests, ClusterTrustBundle clustertrustbundles,
    PodCertificateRequest podcertificaterequests`,
  'flowcontrol.apiserver.k8s.io': 'FlowSchema flowschemas, PriorityLevelConfiguration prioritylevelconfigurations',
  'networking.k8s.io': 'IngressClass ingressclasses, IPAddress ipaddresses, ServiceCIDR servicecidrs',
  'node.k8s.io': 'RuntimeClass runtimeclasses',
  policy: 'PodSecurityPolicy podsecuritypolicies',
  'rbac.authorization.k8s.io': 'ClusterRole clusterroles, ClusterRoleBinding clusterrolebindings',
  'resource.k8s.io': 'DeviceClass deviceclasses, DeviceTaintRule devicetaintrules, ResourceSlice resourceslices',
  'scheduling.k8s.io': 'PriorityClass priorityclasses',
  'storage.k8s.io': `CSIDriver csidrivers, CSINode csinodes, StorageClass storageclasses, VolumeAttachment volumeattachments,
    VolumeAttributesClass volumeattributesclasses`,
};

/** Kinds of Kubernetes itself, up to 1.36. */
export const builtInKinds: readonly KnownKind[] = [...read(namespaced, true), ...read(clusterWide, false)];

function read(table: Readonly<Record<string, string>>, isNamespaced: boolean): KnownKind[] {
  return Object.entries(table).flatMap(([group, text]) =>
    text.split(',').map((pair) => {
      const [kind = '', plural = ''] = pair.trim().split(' ');
      return { group, kind, plural, namespaced: isNamespaced };
    }),
  );
}

/** The kinds that CustomResourceDefinitions define; what is none is passed over. */
export function kindsOfDefinitions(objects: readonly unknown[]): KnownKind[] {
  return objects.flatMap((object) => {
    const { kind, spec } = (object ?? {}) as { kind?: unknown; spec?: Definition };
    if (kind !== 'CustomResourceDefinition' || !spec?.group || !spec.names?.kind || !spec.names.plural) return [];
    const { group, names, scope } = spec;
    return [{ group, kind: names.kind as string, plural: names.plural as string, namespaced: scope !== 'Cluster' }];
  });
}

interface Definition {
  readonly group?: string;
  readonly names?: { readonly kind?: string; readonly plural?: string };
  readonly scope?: string;
}
