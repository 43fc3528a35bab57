# More worker nodes for a cluster of Rancher: a description of the machine, and one more entry in the cluster's list of pools.
locals {
  user      = can(regex("^[a-z0-9-]+$", var.deploy_user)) ? var.deploy_user : substr(sha256(var.deploy_user), 0, 16)
  owner     = var.cluster
  pool_name = "${var.cluster}-${var.name}"
  labels    = var.label == "" ? {} : { for pair in split(";", var.label) : split("=", pair)[0] => split("=", pair)[1] }

  pool = {
    name             = var.name
    quantity         = var.size
    etcdRole         = false
    controlPlaneRole = false
    workerRole       = true
    labels           = merge(local.labels, { "omegaml.io/role" = var.role, "omegaml.io/nodepool" = var.name })
    machineConfigRef = { kind = local.machine.kind, name = local.pool_name }
  }
  identity = {
    cluster = var.cluster
    pool    = var.name
    user    = local.user
    machine = { apiVersion = local.machine.apiVersion, kind = local.machine.kind, metadata = { name = local.pool_name, namespace = "fleet-default", labels = { "omegaml.io/user" = local.user } } }
  }
}

# What is to be deleted in the end: first the entry, then what it names.
resource "terraform_data" "pool" {
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
    command     = "cloudmgr objects.leave \"Cluster.v1.provisioning.cattle.io/fleet-default/$CLUSTER\" \"$POOL\" --list spec.rkeConfig.machinePools --owner \"$OWNER\" --kubeconfig \"$RANCHER_KUBECONFIG\" && printf '%s' \"$OBJECTS\" | cloudmgr objects.remove --kubeconfig \"$RANCHER_KUBECONFIG\""
    environment = { OBJECTS = jsonencode(self.input.machine), CLUSTER = self.input.cluster, POOL = self.input.pool, OWNER = self.input.user }
  }
}

resource "terraform_data" "content" {
  input            = { machine = local.machine, pool = local.pool }
  triggers_replace = [terraform_data.pool.id, local.machine, local.pool]

  provisioner "local-exec" {
    command     = "printf '%s' \"$OBJECTS\" | cloudmgr objects.install --kubeconfig \"$RANCHER_KUBECONFIG\" && printf '%s' \"$ENTRY\" | cloudmgr objects.enter \"Cluster.v1.provisioning.cattle.io/fleet-default/$CLUSTER\" --list spec.rkeConfig.machinePools --owner \"$OWNER\" --kubeconfig \"$RANCHER_KUBECONFIG\""
    environment = { OBJECTS = jsonencode(local.machine), ENTRY = jsonencode(local.pool), CLUSTER = var.cluster, OWNER = local.user }
  }
}
