import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chartDefinitions, type RenderedObject } from '../../../src/render/index.ts';
import { at, infraChart, infraObject, infraObjects, infraValues } from './infra-release.ts';

const it = suite('Istio of a CnvrgInfra');

const own = [
  'ClusterRole/istio-operator',
  'ClusterRoleBinding/istio-operator',
  'Deployment/istio-operator',
  'IstioOperator/cnvrg-istio',
  'Service/istio-operator',
  'ServiceAccount/istio-operator',
];

function gatewayOf(istio: object = {}): unknown {
  return at(
    infraObject('IstioOperator/cnvrg-istio', { networking: { istio } }),
    'spec',
    'components',
    'ingressGateways',
    0,
  );
}

it('is there unless it is switched off, in either spelling', () => {
  const names = [...infraObjects().keys()];
  for (const name of own) assert.ok(names.includes(name), name);
  for (const enabled of [false, 'false']) {
    const left = [...infraObjects({ networking: { istio: { enabled } } }).keys()];
    assert.equal(
      left.filter((name) => own.includes(name)),
      [],
    );
  }
});

it('keeps the rights of its operator, which takes Istio away with them', () => {
  assert.is(infraObject('ClusterRole/istio-operator').metadata.annotations?.['helm.sh/resource-policy'], 'keep');
});

it('has one gateway, scaled from 1 to 5, for 80 and 443', () => {
  const gateway = gatewayOf();
  assert.equal(at(gateway, 'label'), { istio: 'ingressgateway' });
  assert.equal(at(gateway, 'k8s', 'hpaSpec'), { minReplicas: 1, maxReplicas: 5 });
  const ports = at(gateway, 'k8s', 'service', 'ports') as { port: number; targetPort: number }[];
  assert.equal(
    ports.map(({ port, targetPort }) => [port, targetPort]),
    [
      [15021, 15021],
      [80, 8080],
      [443, 8443],
    ],
  );
  assert.is(at(gateway, 'k8s', 'serviceAnnotations'), undefined);
});

it("takes what the spec says of the gateway's Service", () => {
  const gateway = gatewayOf({
    externalIp: '203.0.113.7;203.0.113.8',
    ingressSvcAnnotations: 'a.io/type:nlb; a.io/tags:x=1:y',
    ingressSvcExtraPorts: '8443;9443',
    loadBalancerSourceRanges: '10.0.0.0/8;192.168.0.0/16',
  });
  const service = at(gateway, 'k8s', 'service');
  assert.equal(at(service, 'externalIPs'), ['203.0.113.7', '203.0.113.8']);
  assert.equal(at(service, 'loadBalancerSourceRanges'), ['10.0.0.0/8', '192.168.0.0/16']);
  assert.equal(at(gateway, 'k8s', 'serviceAnnotations'), { 'a.io/type': 'nlb', 'a.io/tags': 'x=1:y' });
  const ports = at(service, 'ports') as { port: number }[];
  assert.equal(
    ports.slice(3).map(({ port }) => port),
    [8443, 9443],
  );
});

it('refuses ports and annotations that are none', () => {
  assert.throws(() => gatewayOf({ ingressSvcExtraPorts: 'http' }), /ingressSvcExtraPorts: "http" is no port/);
  assert.throws(() => gatewayOf({ ingressSvcAnnotations: 'a' }), /ingressSvcAnnotations: "a" has no value/);
});

it('is of the images that the spec names', () => {
  const spec = at(
    infraObject('IstioOperator/cnvrg-istio', { networking: { istio: { hub: 'r.io/istio', tag: '1.7.3' } } }),
    'spec',
  );
  assert.equal([at(spec, 'hub'), at(spec, 'tag')], ['r.io/istio', '1.7.3']);
  assert.is(at(spec, 'values', 'global', 'proxy', 'image'), 'proxyv2');
  assert.is(at(spec, 'values', 'pilot', 'image'), 'pilot');
  assert.is(at(spec, 'values', 'mixer', 'image'), 'mixer', 'which only Istio before 1.8 has');
  assert.is(at(infraObject('IstioOperator/cnvrg-istio'), 'spec', 'values', 'mixer'), undefined);
});

it('brings the definitions of all kinds that the charts make, below spec open to any field', () => {
  const definitions = chartDefinitions(infraChart, infraValues).map(({ object }) => object);
  const kinds = definitions.map((object) => at(object, 'spec', 'names', 'kind'));
  for (const kind of [
    'Gateway',
    'VirtualService',
    'DestinationRule',
    'IstioOperator',
    'Prometheus',
    'ServiceMonitor',
  ]) {
    assert.ok(kinds.includes(kind), kind);
  }
  assert.is(new Set(kinds).size, 12);
  for (const object of definitions) checkDefinition(object);
});

function checkDefinition(object: RenderedObject): void {
  const { name } = object.metadata;
  assert.is(name, `${at(object, 'spec', 'names', 'plural')}.${at(object, 'spec', 'group')}`);
  const versions = at(object, 'spec', 'versions') as { storage: boolean }[];
  assert.is(versions.filter(({ storage }) => storage).length, 1, name);
  for (const version of versions) {
    const spec = at(version, 'schema', 'openAPIV3Schema', 'properties', 'spec');
    assert.is(at(spec, 'x-kubernetes-preserve-unknown-fields'), true, name);
  }
}

it.run();
