import { readStruct, type Shape, textMapShape, textShape } from '../chart/index.ts';
import { messageOf } from '../errors/index.ts';
import type { Capabilities } from '../render/index.ts';
import { byteLength, quote, trimSpace } from '../template/index.ts';
import { type Decoded, DecodingFailed, decodeDocuments } from './decoder.ts';
import { deprecatedApis } from './deprecated-apis.ts';
import type { Report } from './lint-chart.ts';
import { checkObjectName } from './names.ts';

/** The documents of one rendered file. @returns false when one is no YAML */
export function lintDocuments(
  path: string,
  text: string,
  kubeVersion: Capabilities['kubeVersion'],
  report: Report,
): boolean {
  const indent = checkIndent(text);
  if (indent !== undefined) report('warning', path, indent);
  try {
    for (const document of decodeDocuments(text, objectShape)) {
      if (document) lintObject(path, document, text, kubeVersion, report);
    }
    return true;
  } catch (error) {
    if (!(error instanceof DecodingFailed)) throw error;
    report('error', path, `unable to parse YAML: ${error.message}`);
    return false;
  }
}

/** What Helm's linter reads of an object. An error anywhere else in it is one, all the same. */
const objectShape: Shape = {
  go: 'rules.K8sYamlStruct',
  name: 'K8sYamlStruct',
  fields: {
    apiVersion: textShape,
    Kind: textShape,
    Metadata: {
      go: 'rules.k8sYamlMetadata',
      name: 'k8sYamlMetadata',
      fields: { Namespace: textShape, Name: textShape },
    },
  },
};

/** Go reads lines up to 64 KiB here. */
const maxLineBytes = 65_536;

function checkIndent(text: string): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    if (byteLength(line) >= maxLineBytes) return 'bufio.Scanner: token too long';
    if (trimSpace(line) === '') continue;
    if (!/^[ \t]/.test(line)) return undefined;
    return `document starts with an illegal indent: ${quote(line)}, which may cause parsing problems`;
  }
  return undefined;
}

function lintObject(
  path: string,
  object: NonNullable<Decoded>,
  text: string,
  kubeVersion: Capabilities['kubeVersion'],
  report: Report,
): void {
  const {
    apiVersion = '',
    Kind: kind = '',
    Metadata: metadata = {},
  } = object as {
    apiVersion?: string;
    Kind?: string;
    Metadata?: { Name?: string };
  };
  const { Name: name = '' } = metadata;
  const naming = checkName(kind, name);
  if (naming !== undefined) report('warning', path, naming);
  const deprecation = deprecationOf(apiVersion, kind, kubeVersion);
  if (deprecation !== undefined) report('warning', path, deprecation);
  if (
    ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].includes(kind) &&
    !/matchLabels|matchExpressions/.test(text)
  ) {
    report('error', path, `a ${kind} must contain matchLabels or matchExpressions, and ${quote(name)} does not`);
  }
  const annotations = kind === 'List' ? checkList(text) : undefined;
  if (annotations !== undefined) report('error', path, annotations);
}

function checkName(kind: string, name: string): string | undefined {
  const problems = checkObjectName(kind, name).map(
    (problem) => `metadata.name: Invalid value: ${quote(name)}: ${problem}`,
  );
  if (problems.length === 0) return undefined;
  const all = problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
  return `object name does not conform to Kubernetes naming requirements: ${quote(name)}: ${all}`;
}

function deprecationOf(
  apiVersion: string,
  kind: string,
  { major, minor }: Capabilities['kubeVersion'],
): string | undefined {
  const api = `${apiVersion} ${kind}`;
  const known = deprecatedApis.find(([name]) => name === api);
  if (!known) return undefined;
  const [, deprecated, removed, replacement] = known;
  const isBefore = major === '0' ? minor !== '0' : major === '1' && Number(minor) < deprecated;
  if (isBefore) return undefined;
  const gone = removed === undefined ? '' : `, unavailable in v1.${removed}+`;
  return `${api} is deprecated in v1.${deprecated}+${gone}${replacement === undefined ? '' : `; use ${replacement}`}`;
}

const listShape: Shape = {
  go: 'struct { Items []struct { Metadata struct { Annotations map[string]string } } }',
  name: '',
  fields: {
    Items: {
      go: '[]struct { Metadata struct { Annotations map[string]string } }',
      items: {
        go: 'struct { Metadata struct { Annotations map[string]string } }',
        name: '',
        fields: {
          Metadata: { go: 'struct { Annotations map[string]string }', name: '', fields: { Annotations: textMapShape } },
        },
      },
    },
  },
};

/** What a List says of what it holds; of several documents, Helm looks at the first. */
function checkList(text: string): string | undefined {
  let list: { Items?: readonly ({ Metadata?: { Annotations?: object } } | null)[] };
  try {
    list = readStruct(text, listShape) ?? {};
  } catch (error) {
    return `unable to parse YAML: ${messageOf(error)}`;
  }
  const isKept = list.Items?.some((item) =>
    Object.hasOwn(item?.Metadata?.Annotations ?? {}, 'helm.sh/resource-policy'),
  );
  return isKept ? "Annotation 'helm.sh/resource-policy' within List objects are ignored" : undefined;
}
