/**
 * The files of a new project, laid out as operator-sdk's Helm projects are, so that its tools and habits go on working:
 * PROJECT, watches.yaml, helm-charts/, Dockerfile, Makefile, and kustomize bases under config/ (crd, rbac, manager, default,
 * samples, prometheus, network-policy). `config/default` is what is deployed. No file has to be downloaded to use it:
 * `kubectl kustomize` is enough.
 */
export { newProject, type ProjectRequest } from './new-project.ts';
export { type Project, readProject } from './read-project.ts';
