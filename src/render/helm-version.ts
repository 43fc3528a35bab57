/** The Helm whose behaviour is copied, as `Capabilities.HelmVersion` shows it. */
export const helmVersion = Object.freeze({
  Version: 'v3.21.4',
  GitCommit: '',
  GitTreeState: 'clean',
  GoVersion: 'go1.26.8',
});
