export interface ReadmeFacts {
  readonly namespace: string;
  readonly chartVersion: string;
  readonly hasTls: boolean;
  readonly registryCertificates: readonly string[];
}

/** README.md of a settings folder. */
export function readmeText({ namespace, chartVersion, hasTls, registryCertificates }: ReadmeFacts): string {
  return `# Settings of an install

Made by \`capstan install --prepare\`, for its owner alone: the folder holds keys, a password and access to the cluster. Keep
it: upgrades and the uninstall need it.

| file | what it is |
| --- | --- |
| \`kubeconfig\` | the cluster that is installed into |
| \`namespace\` | where it goes: ${namespace} |
| \`release.yaml\` | the version of the charts (${chartVersion}) and where charts and images come from |
| \`values/*.yaml\` | the values of each chart; edit them before the install, or before another one |
${
  hasTls
    ? `| \`certs/ca.crt\`, \`certs/ca.key\` | the authority that clients are told to trust |
| \`certs/server.crt\`, \`certs/server.key\` | what servers show, for the addresses of the cluster's nodes |
`
    : ''
}${registryCertificates.map((path) => `| \`${path}\` | for container engines that push to the registry at that address |\n`).join('')}
## Next

1. Look through \`values/\`. Which disks hold the data is in \`values/knit-storage-nfs.yaml\`: with \`nfs.external: true\`,
   \`nfs.server\` is the address of a server that you have, and \`nfs.node\` is left empty.
2. Run \`capstan install --install --settings\` with this folder. It can be run again at any time: it goes on where it was
   broken off, and brings about what was edited since.
3. Give \`handouts/\`, which the install writes, to those who are going to work with it.
${
  registryCertificates.length > 0
    ? `4. Copy \`docker/certs.d/IP:PORT/ca.crt\` to \`/etc/docker/certs.d/IP:PORT/ca.crt\` of the machines that push images.\n`
    : ''
}
\`uninstaller.sh\`, which the install writes too, takes the application away again; \`uninstaller.sh --hard\` takes everything,
the data included.
`;
}
