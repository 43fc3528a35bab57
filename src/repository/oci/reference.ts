import { CapstanError } from '../../errors/index.ts';

/** `registry/repository:tag` or `…@digest`, `oci://` in front or not. */
export interface OciReference {
  /** host[:port] */
  readonly registry: string;
  readonly repository: string;
  /** With `_` where a version has `+`, which tags cannot have; '' when there is none. */
  readonly tag: string;
  /** `sha256:…`; '' when there is none. */
  readonly digest: string;
}

const repositoryPattern = /^[a-z0-9]+(?:(?:[._]|__|[-]*)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|[-]*)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** @throws CapstanError REPOSITORY_INVALID, with the words of the library that Helm uses. */
export function parseOciReference(text: string): OciReference {
  const whole = text.replace(/^oci:\/\//, '');
  const at = whole.lastIndexOf('@');
  const digest = at < 0 ? '' : whole.slice(at + 1);
  const named = at < 0 ? whole : whole.slice(0, at);
  const slash = named.indexOf('/');
  if (slash < 0) throw invalid('missing registry or repository');
  const registry = named.slice(0, slash);
  const [repository = '', ...tagParts] = named.slice(slash + 1).split(':');
  const tag = tagParts.join(':').replaceAll('+', '_');
  if (!isHost(registry)) throw invalid(`invalid registry ${JSON.stringify(registry)}`);
  if (!repositoryPattern.test(repository)) throw invalid(`invalid repository ${JSON.stringify(repository)}`);
  if (tagParts.length > 0 && tag !== '' && !tagPattern.test(tag)) throw invalid(`invalid tag ${JSON.stringify(tag)}`);
  if (at >= 0 && !digestPattern.test(digest)) throw invalid(`invalid digest ${JSON.stringify(digest)}`);
  return { registry, repository, tag, digest };
}

export function formatOciReference({ registry, repository, tag, digest }: OciReference): string {
  const name = `${registry}/${repository}`;
  if (tag !== '') return `${name}:${tag}`;
  return digest === '' ? name : `${name}@${digest}`;
}

function isHost(text: string): boolean {
  return text !== '' && URL.canParse(`http://${text}/`) && !/[\s@?#]/.test(text);
}

function invalid(what: string): CapstanError {
  return new CapstanError('REPOSITORY_INVALID', `invalid reference: ${what}`, {
    hint: 'write it as oci://host/path/chart',
  });
}
