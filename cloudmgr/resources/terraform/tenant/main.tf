# A cluster as Rancher makes it: a Cluster and the machines of its first pool are objects of Rancher's own (local) cluster.
locals {
  user       = can(regex("^[a-z0-9-]+$", var.deploy_user)) ? var.deploy_user : substr(sha256(var.deploy_user), 0, 16)
  owner      = var.name
  pool_name  = "${var.name}-system"
  credential = "cattle-global-data:cloud.${local.user}.${var.credentials}"

  cluster_ref = { apiVersion = "provisioning.cattle.io/v1", kind = "Cluster", metadata = { name = var.name, namespace = "fleet-default", labels = { "omegaml.io/user" = local.user } } }
  cluster = merge(local.cluster_ref, {
    metadata = merge(local.cluster_ref.metadata, {
      labels = merge(local.cluster_ref.metadata.labels, { "omegaml.io/storage" = var.storage })
    })
    spec = {
      kubernetesVersion         = var.kubernetes_version
      cloudCredentialSecretName = local.credential
      rkeConfig                 = { machineGlobalConfig = { cni = "calico" } }
    }
  })
  pool = {
    name             = "system"
    quantity         = var.size
    etcdRole         = true
    controlPlaneRole = true
    workerRole       = true
    labels           = { "omegaml.io/role" = "system" }
    machineConfigRef = { kind = local.machine.kind, name = local.pool_name }
  }
  identity = [
    { apiVersion = local.machine.apiVersion, kind = local.machine.kind, metadata = { name = local.pool_name, namespace = "fleet-default", labels = { "omegaml.io/user" = local.user } } },
    local.cluster_ref,
  ]
}

# What is to be deleted in the end.
resource "terraform_data" "cluster" {
  input            = local.identity
  triggers_replace = local.identity

  lifecycle {
    precondition {
      condition     = var.network == "" || var.provider_name != "exo"
      error_message = "network: is not known for provider exo."
    }
  }

  provisioner "local-exec" {
    when        = destroy
    command     = "printf '%s' \"$OBJECTS\" | cloudmgr objects.remove --kubeconfig \"$RANCHER_KUBECONFIG\""
    environment = { OBJECTS = jsonencode(self.input) }
  }
}

# What it says. The pools of others (nodetemplates) stand in the same list: only the own entry is written.
resource "terraform_data" "content" {
  input            = { machine = local.machine, cluster = local.cluster, pool = local.pool }
  triggers_replace = [terraform_data.cluster.id, local.machine, local.cluster, local.pool]

  provisioner "local-exec" {
    command     = "printf '%s' \"$OBJECTS\" | cloudmgr objects.install --kubeconfig \"$RANCHER_KUBECONFIG\" && printf '%s' \"$ENTRY\" | cloudmgr objects.enter \"Cluster.v1.provisioning.cattle.io/fleet-default/$CLUSTER\" --list spec.rkeConfig.machinePools --owner \"$OWNER\" --kubeconfig \"$RANCHER_KUBECONFIG\""
    environment = { OBJECTS = jsonencode([local.machine, local.cluster]), ENTRY = jsonencode(local.pool), CLUSTER = var.name, OWNER = local.user }
  }
}
