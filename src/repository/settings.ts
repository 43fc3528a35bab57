/** Where things are on this machine and how the world is reached: read once at the edge, from Helm's own variables. */
export interface RepositorySettings {
  /** Helm's repositories.yaml: names, addresses, credentials. */
  readonly repositoryConfig: string;
  /** Helm's folder of index files and of charts that were downloaded to be looked at. */
  readonly repositoryCache: string;
  /** Credentials for registries, Helm's file first, then Docker's. A file that is not there is passed over. */
  readonly credentialFiles: readonly string[];
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY, in either case. */
  readonly proxy: ProxyVariables;
  readonly userAgent: string;
  /** Told lines that help a person on: warnings, what was pulled. */
  readonly onNote?: (line: string) => void;
  /** Told what is being waited for, and undefined when it is over. */
  readonly onProgress?: (what: string | undefined) => void;
}

export type ProxyVariables = Readonly<
  Partial<Record<'HTTP_PROXY' | 'HTTPS_PROXY' | 'NO_PROXY' | 'http_proxy' | 'https_proxy' | 'no_proxy', string>>
>;

/** How one server wants to be talked to: Helm's flags, or an entry of repositories.yaml. */
export interface Access {
  readonly username?: string;
  readonly password?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly insecureSkipTlsVerify?: boolean;
  /** Registries only: http instead of https. */
  readonly plainHttp?: boolean;
  /** Credentials go to every host that the repository leads to. */
  readonly passCredentials?: boolean;
}

/** Which chart, of a name that may be a folder, a file, `repository/chart`, an address or `oci://…`. */
export interface ChartSource extends Access {
  /** --repo: the repository's address; the name is the chart's alone. */
  readonly repo?: string;
  /** A version or a range; '' or absent is the latest that is no prerelease. */
  readonly version?: string;
  /** --verify: refused, see `refuseVerification`. */
  readonly verify?: boolean;
}
