# The credential of a third-party registry, as a Secret that pods pull images with: one in each namespace.
locals {
  user       = can(regex("^[a-z0-9-]+$", var.deploy_user)) ? var.deploy_user : substr(sha256(var.deploy_user), 0, 16)
  namespaces = toset(split(";", var.namespaces))
  identity = [for namespace in local.namespaces : {
    apiVersion = "v1"
    kind       = "Secret"
    metadata   = { name = var.name, namespace = namespace, labels = { "omegaml.io/user" = local.user } }
  }]
  auth = { username = var.username, password = var.password, auth = base64encode("${var.username}:${var.password}") }
  objects = [for object in local.identity : merge(object, {
    type       = "kubernetes.io/dockerconfigjson"
    stringData = { ".dockerconfigjson" = jsonencode({ auths = { (var.server) = local.auth } }) }
  })]
}

# What is to be deleted in the end.
resource "terraform_data" "registry" {
  input            = local.identity
  triggers_replace = local.identity

  provisioner "local-exec" {
    when        = destroy
    command     = "printf '%s' \"$OBJECTS\" | cloudmgr objects.remove"
    environment = { OBJECTS = jsonencode(self.input) }
  }
}

# What it says: applied anew whenever the server differs, or with another revision.
resource "terraform_data" "content" {
  input            = { server = var.server, namespaces = local.namespaces }
  triggers_replace = [terraform_data.registry.id, var.server, var.revision]

  provisioner "local-exec" {
    command     = "test -n \"$GIVEN\" || { echo 'no username and password in the secrets' >&2; exit 1; }; printf '%s' \"$OBJECTS\" | cloudmgr objects.install"
    environment = { OBJECTS = jsonencode(local.objects), GIVEN = var.username != "" && var.password != "" ? "yes" : "" }
    quiet       = true
  }
}
