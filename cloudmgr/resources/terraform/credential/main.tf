# Rancher keeps the credentials of a cloud account as a Secret of its own (local) cluster, with one key for each field of the
# provider's machine driver.
locals {
  user      = can(regex("^[a-z0-9-]+$", var.deploy_user)) ? var.deploy_user : substr(sha256(var.deploy_user), 0, 16)
  namespace = "cattle-global-data"
  secret    = "cloud.${local.user}.${var.name}"

  drivers = {
    aws = { name = "aws", fields = ["accessKey", "secretKey"], config = "amazonec2credentialConfig" }
    azu = { name = "azure", fields = ["clientId", "clientSecret", "subscriptionId", "tenantId"], config = "azurecredentialConfig" }
    exo = { name = "exoscale", fields = ["apiKey", "apiSecretKey"], config = "exoscalecredentialConfig" }
  }
  driver = local.drivers[var.provider_name]

  given = {
    accessKey      = var.access_key
    secretKey      = var.secret_key
    apiKey         = var.access_key
    apiSecretKey   = var.secret_key
    clientId       = var.client_id
    clientSecret   = var.client_secret
    subscriptionId = var.subscription_id
    tenantId       = var.tenant_id
  }
  missing = [for field in local.driver.fields : field if local.given[field] == ""]

  region = var.provider_name == "aws" && var.region != "" ? { "${local.driver.config}-defaultRegion" = var.region } : {}
  metadata = {
    name        = local.secret
    namespace   = local.namespace
    labels      = { "omegaml.io/user" = local.user, "omegaml.io/provider" = var.provider_name }
    annotations = { "field.cattle.io/name" = "${local.user}/${var.name}", "provisioning.cattle.io/driver" = local.driver.name }
  }
  identity = { apiVersion = "v1", kind = "Secret", metadata = { name = local.secret, namespace = local.namespace, labels = { "omegaml.io/user" = local.user } } }
  object = {
    apiVersion = "v1"
    kind       = "Secret"
    type       = "provisioning.cattle.io/cloud-credential"
    metadata   = local.metadata
    stringData = merge(local.region, { for field in local.driver.fields : "${local.driver.config}-${field}" => local.given[field] })
  }
}

# What is to be deleted in the end.
resource "terraform_data" "credential" {
  input            = local.identity
  triggers_replace = local.identity

  provisioner "local-exec" {
    when        = destroy
    command     = "printf '%s' \"$OBJECTS\" | cloudmgr objects.remove --kubeconfig \"$RANCHER_KUBECONFIG\""
    environment = { OBJECTS = jsonencode(self.input) }
  }
}

# What it says: applied anew whenever anything but the secrets differs, or with another revision.
resource "terraform_data" "content" {
  input            = { driver = local.driver.name, fields = local.driver.fields, metadata = local.metadata }
  triggers_replace = [terraform_data.credential.id, local.metadata, var.provider_name, var.region, var.revision]

  provisioner "local-exec" {
    command     = "test -z \"$MISSING\" || { echo \"no $MISSING in the secrets\" >&2; exit 1; }; printf '%s' \"$OBJECTS\" | cloudmgr objects.install --kubeconfig \"$RANCHER_KUBECONFIG\""
    environment = { OBJECTS = jsonencode(local.object), MISSING = join(", ", local.missing) }
    quiet       = true
  }
}
