import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { proxyFor } from '../../src/cluster/proxy.ts';

const it = suite('proxy');

const proxy = 'http://proxy:3128';
for (const [what, server, proxyUrl, env, want] of [
  ['none by default', 'https://k8s:6443', undefined, {}, undefined],
  [
    "the kubeconfig's wins over all",
    'https://127.0.0.1:6443',
    'socks5://p:1080',
    { HTTPS_PROXY: proxy, NO_PROXY: '*' },
    'socks5://p:1080',
  ],
  ['HTTPS_PROXY for https', 'https://k8s:6443', undefined, { HTTPS_PROXY: proxy, HTTP_PROXY: 'http://other' }, proxy],
  ['HTTP_PROXY for http', 'http://k8s:8080', undefined, { HTTPS_PROXY: 'http://other', HTTP_PROXY: proxy }, proxy],
  ['lower case', 'https://k8s', undefined, { https_proxy: proxy }, proxy],
  ['a proxy without a scheme', 'https://k8s', undefined, { https_proxy: 'proxy:3128' }, proxy],
  ['never for 127.0.0.0/8', 'https://127.0.1.1:6443', undefined, { HTTPS_PROXY: proxy }, undefined],
  ['never for ::1', 'https://[::1]:6443', undefined, { HTTPS_PROXY: proxy }, undefined],
  ['never for localhost', 'https://localhost:6443', undefined, { HTTPS_PROXY: proxy }, undefined],
  ['NO_PROXY *', 'https://k8s', undefined, { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
  ['NO_PROXY name', 'https://k8s.corp', undefined, { HTTPS_PROXY: proxy, NO_PROXY: 'a, k8s.corp' }, undefined],
  ['NO_PROXY domain', 'https://k8s.corp', undefined, { HTTPS_PROXY: proxy, NO_PROXY: '.corp' }, undefined],
  ['NO_PROXY subdomain', 'https://k8s.corp', undefined, { HTTPS_PROXY: proxy, no_proxy: 'corp' }, undefined],
  ['NO_PROXY is no substring', 'https://k8scorp', undefined, { HTTPS_PROXY: proxy, NO_PROXY: 'corp' }, proxy],
  ['NO_PROXY port', 'https://k8s:6443', undefined, { HTTPS_PROXY: proxy, NO_PROXY: 'k8s:6443' }, undefined],
  ['NO_PROXY other port', 'https://k8s:6443', undefined, { HTTPS_PROXY: proxy, NO_PROXY: 'k8s:8443' }, proxy],
  ['NO_PROXY network', 'https://10.96.0.1', undefined, { HTTPS_PROXY: proxy, NO_PROXY: '10.96.0.0/12' }, undefined],
  [
    'NO_PROXY other network',
    'https://10.96.0.1',
    undefined,
    { HTTPS_PROXY: proxy, NO_PROXY: '192.168.0.0/16,nonsense/99' },
    proxy,
  ],
  ['NO_PROXY IPv6 network', 'https://[fd00::1]', undefined, { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::/8' }, undefined],
  ['NO_PROXY IPv6 address', 'https://[fd00::1]', undefined, { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::1' }, undefined],
] as const) {
  it(what, () => assert.is(proxyFor(server, proxyUrl, env), want));
}

it.run();
