import { byteLength } from '../template/index.ts';

/**
 * What is wrong with the name of an object of a kind, in the words of Kubernetes' validation; nothing for a good one.
 * Kinds that are not told apart here are named as a DNS subdomain.
 */
export function checkObjectName(kind: string, name: string): string[] {
  switch (kind.toLowerCase()) {
    case 'service':
      return dns1035Label(name);
    case 'namespace':
      return dns1123Label(name);
    case 'certificatesigningrequest':
      return [];
    case 'role':
    case 'clusterrole':
    case 'rolebinding':
    case 'clusterrolebinding':
      return pathSegment(name);
    default:
      return dns1123Subdomain(name);
  }
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;

function dns1123Subdomain(name: string): string[] {
  return check(name, 253, subdomain, [
    'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,',
    "'-' or '.', and must start and end with an alphanumeric character",
    "(e.g. 'example.com', regex used for validation is",
  ]);
}

function dns1123Label(name: string): string[] {
  const hasDots = name.includes('.') && new RegExp(`^${subdomain}$`).test(name);
  if (hasDots) return [...checkLength(name, 63), 'must not contain dots'];
  return check(name, 63, label, [
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',",
    'and must start and end with an alphanumeric character',
    "(e.g. 'my-name',  or '123-abc', regex used for validation is",
  ]);
}

function dns1035Label(name: string): string[] {
  return check(name, 63, '[a-z]([-a-z0-9]*[a-z0-9])?', [
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-',",
    'start with an alphabetic character, and end with an alphanumeric character',
    "(e.g. 'my-name',  or 'abc-123', regex used for validation is",
  ]);
}

function check(name: string, lengthAtMost: number, pattern: string, rule: readonly string[]): string[] {
  const problems = checkLength(name, lengthAtMost);
  if (!new RegExp(`^${pattern}$`).test(name)) problems.push(`${rule.join(' ')} '${pattern}')`);
  return problems;
}

function checkLength(name: string, bytesAtMost: number): string[] {
  return byteLength(name) > bytesAtMost ? [`must be no more than ${bytesAtMost} characters`] : [];
}

function pathSegment(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}
