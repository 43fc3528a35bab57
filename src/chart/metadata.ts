import type { ChartLock, ChartMetadata } from './chart.ts';
import {
  anyShape,
  decodeStruct,
  flagShape,
  type Shape,
  structShape,
  textMapShape,
  textShape,
  textsShape,
} from './decode.ts';

const maintainerShape = structShape('Maintainer', { name: textShape, email: textShape, url: textShape });

const requirementShape = structShape('Dependency', {
  name: textShape,
  version: textShape,
  repository: textShape,
  condition: textShape,
  tags: textsShape,
  enabled: flagShape,
  'import-values': { go: '[]interface {}', items: anyShape },
  alias: textShape,
});

const requirementsShape: Shape = { go: '[]*chart.Dependency', items: requirementShape };

export const metadataShape = structShape('Metadata', {
  name: textShape,
  home: textShape,
  sources: textsShape,
  version: textShape,
  description: textShape,
  keywords: textsShape,
  maintainers: { go: '[]*chart.Maintainer', items: maintainerShape },
  icon: textShape,
  apiVersion: textShape,
  condition: textShape,
  tags: textShape,
  appVersion: textShape,
  deprecated: flagShape,
  annotations: textMapShape,
  kubeVersion: textShape,
  dependencies: requirementsShape,
  type: textShape,
});

const lockShape = structShape('Lock', { generated: textShape, digest: textShape, dependencies: requirementsShape });

/** Chart.yaml while it is read; what Helm requires may still be missing. */
export type DraftMetadata = Partial<ChartMetadata>;

/**
 * The fields of Chart.yaml's data, or of requirements.yaml's, which is read into the same struct.
 * @throws DecodeError
 */
export function decodeMetadata(data: unknown): DraftMetadata {
  return decodeStruct(data, metadataShape) as DraftMetadata;
}

/** @throws DecodeError */
export function decodeLock(data: unknown): ChartLock {
  const { generated = '', digest = '', dependencies = [] } = decodeStruct(data, lockShape) as Partial<ChartLock>;
  return { generated, digest, dependencies };
}
