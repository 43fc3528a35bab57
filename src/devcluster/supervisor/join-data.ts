import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AdminClient } from '../admin-client.ts';
import { ensure } from '../bootstrap.ts';
import type { ControlPlane } from '../control-plane.ts';
import { writeWhole } from '../write-whole.ts';

/**
 * A bootstrap token of the cluster, and the line that `kubeadm token create --print-join-command` would print of it: with it
 * a kubelet proves itself, and the cluster to the kubelet. Written once; a cluster that starts again has the same.
 */
export async function writeJoinData(plane: ControlPlane, path: string): Promise<void> {
  const known = /--token ([a-z0-9]{6})\.([a-z0-9]{16}) /.exec(textOf(path));
  const id = known?.[1] ?? randomBytes(3).toString('hex');
  const secret = known?.[2] ?? randomBytes(8).toString('hex');
  const client = plane.client();
  try {
    await createToken(client, id, secret);
    await publishCluster(client, plane);
  } finally {
    await client.close();
  }
  const { host } = new URL(plane.server);
  const digest = authorityDigest(readFileSync(plane.certificate, 'utf8'));
  writeWhole(path, `kubeadm join ${host} --token ${id}.${secret} --discovery-token-ca-cert-hash sha256:${digest}\n`);
}

async function createToken(client: AdminClient, id: string, secret: string): Promise<void> {
  await ensure(client, '/api/v1/namespaces/kube-system/secrets', {
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': id,
      'token-secret': secret,
      'usage-bootstrap-authentication': 'true',
      'usage-bootstrap-signing': 'true',
      'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    },
  });
}

/** kube-public/cluster-info, which kube-controller-manager signs and everybody may read: what a token is checked against. */
async function publishCluster(client: AdminClient, { server, certificate }: ControlPlane): Promise<void> {
  const authority = readFileSync(certificate).toString('base64');
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: '', cluster: { server, 'certificate-authority-data': authority } }],
  };
  const metadata = { namespace: 'kube-public' };
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public';
  const role = 'kubeadm:bootstrap-signer-clusterinfo';
  await ensure(client, '/api/v1/namespaces/kube-public/configmaps', {
    metadata: { ...metadata, name: 'cluster-info' },
    data: { kubeconfig: JSON.stringify(kubeconfig) },
  });
  await ensure(client, `${rbac}/roles`, {
    metadata: { ...metadata, name: role },
    rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['cluster-info'], verbs: ['get'] }],
  });
  await ensure(client, `${rbac}/rolebindings`, {
    metadata: { ...metadata, name: role },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:anonymous' }],
  });
}

/** kubeadm's digest of an authority: of its public key. The last certificate of the file signed the first. */
function authorityDigest(pem: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const key = new X509Certificate(blocks.at(-1) ?? pem).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('hex');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the first time
  }
}
