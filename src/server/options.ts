import type { Cluster } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import type { Store } from '../workflow/index.ts';
import type { Rate } from './access/index.ts';
import type { Lookouts } from './releases/index.ts';

export interface AppOptions {
  readonly store: Store;
  /** Of the program. */
  readonly version: string;
  readonly log: Logger;
  /** Fires when the server stops: event streams end. */
  readonly signal: AbortSignal;
  /** Where clients reach it, if that is not what they say in the Host header (a proxy with another name). */
  readonly publicUrl?: string;
  readonly jwt?: JwtOptions;
  /** Signs the page's sessions; several servers share one. Its own, for as long as it runs, when absent. */
  readonly sessionSecret?: string;
  readonly limits?: Limits;
  /** The built admin page: index.html, assets/… . None is served when absent. */
  readonly pageFolder?: string;
  /** The cluster that a user's deployments run on. */
  readonly clusterOf?: (user: string, signal: AbortSignal) => Promise<UserCluster | undefined>;
  /** Where the releases of a deployment are. */
  readonly placeOf?: (user: string, offering: string) => Promise<DeploymentPlace | undefined>;
  /** The clusters that releases are looked at on; closed by who made them. */
  readonly lookouts?: Lookouts;
}

/** Whose bearer tokens are taken: signed by a shared secret, or by a key of a JWKS URL. */
export interface JwtOptions {
  readonly secret?: string;
  readonly jwksUrl?: string;
  readonly issuer?: string;
  readonly audience?: string;
  /** The claim that names the user; `sub` when absent. */
  readonly userClaim?: string;
}

export interface Limits {
  /** Of one user; an admin has ten times as much. */
  readonly requests?: Rate;
  /** Of wrong keys and tokens from one address. */
  readonly failures?: Rate;
  readonly bodyBytes?: number;
}

export interface UserCluster {
  readonly cluster: Cluster;
}

export interface DeploymentPlace {
  readonly kubeconfig: string | undefined;
  readonly releases: readonly { readonly namespace: string; readonly name: string }[];
}

export const defaultRate: Rate = { perSecond: 100, burst: 500 };
export const adminFactor = 10;
export const defaultBodyBytes = 1_048_576;
