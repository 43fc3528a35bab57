/** The names and addresses of a network of nodes, all of which follow from the host's address on it. */
export interface NetworkPlan {
  /** 10.10.0.1 */
  readonly host: string;
  readonly bridge: string;
  /** As CIDR. */
  readonly nodes: string;
  readonly pods: string;
}

export function networkOf(host: string): NetworkPlan {
  const [a, b, c] = octets(host);
  return {
    host,
    bridge: `cap-${a}-${b}-${c}`,
    nodes: `${a}.${b}.${c}.0/24`,
    pods: `10.${podsOctet(c)}.0.0/16`,
  };
}

/** Those of the pods of one node: 10.10.0.4 has 10.244.4.0/24. */
export function podsOf(address: string): string {
  const [, , c, d] = octets(address);
  return `10.${podsOctet(c)}.${d}.0/24`;
}

/** The host's end of a node's cable; names of interfaces have 15 characters at most. */
export function cableOf(address: string): string {
  return `cap${octets(address)
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Networks of nodes beside each other have pods beside each other: 10.10.0 has 10.244, 10.10.1 has 10.245. */
function podsOctet(c: number): number {
  return 244 + (c % 12);
}

function octets(address: string): [number, number, number, number] {
  return address.split('.').map(Number) as [number, number, number, number];
}
