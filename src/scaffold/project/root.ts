import type { ScaffoldFile } from '../files.ts';
import type { ProjectRequest } from './new-project.ts';

/** The files outside of config/. */
export function rootFiles({ domain, projectName, baseImage, watchesSchema }: ProjectRequest): ScaffoldFile[] {
  const files = {
    PROJECT: `# What this project is; capstan create api adds to it.
domain: ${domain}
layout:
- helm.sdk.operatorframework.io/v1
projectName: ${projectName}
version: "3"
`,
    'watches.yaml': `# yaml-language-server: $schema=./watches.schema.json
# Which resources become releases of which chart. capstan create api adds entries; an editor with a YAML language server
# completes what else one may say.
# +kubebuilder:scaffold:watch
`,
    'watches.schema.json': watchesSchema,
    'helm-charts/.gitkeep': '',
    Dockerfile: `# The operator with this project's charts: nothing else is in an image of its own.
FROM ${baseImage}

ENV HOME=/opt/helm
COPY watches.yaml \${HOME}/watches.yaml
COPY helm-charts \${HOME}/helm-charts
WORKDIR \${HOME}
`,
    '.dockerignore': '# All that the image takes.\n*\n!watches.yaml\n!helm-charts\n',
    '.gitignore': '# What is made here, and what an editor leaves.\nbin/\n*.swp\n*~\n.idea/\n.vscode/\n',
    Makefile: makefile(projectName),
  };
  return Object.entries(files).map(([path, content]) => ({ path, content }));
}

function makefile(projectName: string): string {
  return `# Image that is built, pushed and deployed.
IMG ?= ${projectName}:latest
# docker, podman or buildah: whatever understands build and push.
CONTAINER_TOOL ?= docker
CAPSTAN ?= capstan
KUBECTL ?= kubectl
PLATFORMS ?= linux/amd64,linux/arm64

.PHONY: help
help: ## Show what can be made.
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-14s %s\\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## Run the operator on this machine, for the cluster of the kubeconfig.
	$(CAPSTAN) run

.PHONY: schema
schema: ## Bring the JSON Schema of watches.yaml up to date with the operator.
	$(CAPSTAN) schema watches > watches.schema.json

.PHONY: rbac
rbac: ## Print the least rights that the charts of watches.yaml take.
	$(CAPSTAN) create rbac

.PHONY: docker-build
docker-build: ## Build the image.
	$(CONTAINER_TOOL) build -t $(IMG) .

.PHONY: docker-push
docker-push: ## Push the image.
	$(CONTAINER_TOOL) push $(IMG)

.PHONY: docker-buildx
docker-buildx: ## Build and push the image for several platforms.
	$(CONTAINER_TOOL) buildx build --push --platform=$(PLATFORMS) --tag $(IMG) .

.PHONY: install
install: ## Install the definitions of the kinds.
	$(KUBECTL) kustomize config/crd | $(KUBECTL) apply --server-side -f -

.PHONY: uninstall
uninstall: ## Remove the definitions, and with them every resource of the kinds.
	$(KUBECTL) kustomize config/crd | $(KUBECTL) delete --ignore-not-found -f -

.PHONY: deploy
deploy: ## Install definitions, rights and the operator.
	$(KUBECTL) kustomize config/default | sed 's|image: controller:latest|image: $(IMG)|' | $(KUBECTL) apply --server-side -f -

.PHONY: undeploy
undeploy: ## Remove all of that. Delete the resources of the kinds before, while the operator is there to uninstall them.
	$(KUBECTL) kustomize config/default | $(KUBECTL) delete --ignore-not-found -f -
`;
}
