# What a machine is in the words of each provider. Twice in the templates (tenant, nodetemplates): each stands alone.
locals {
  providers = {
    aws = {
      kind   = "Amazonec2Config"
      region = "eu-central-1"
      types  = { small = "c6a.xlarge", medium = "m6a.2xlarge", large = "m6a.4xlarge" }
    }
    azu = {
      kind   = "AzureConfig"
      region = "westeurope"
      types  = { small = "Standard_F4s_v2", medium = "Standard_D8s_v5", large = "Standard_D16s_v5" }
    }
    exo = {
      kind   = "ExoscaleConfig"
      region = "ch-gva-2"
      types  = { small = "extra-large", medium = "huge", large = "mega" }
    }
  }
  chosen  = local.providers[var.provider_name]
  region  = var.region != "" ? var.region : local.chosen.region
  type    = local.chosen.types[var.node_type]
  network = split("/", var.network)

  machines = {
    aws = merge(
      { region = local.region, zone = "a", instanceType = local.type, rootSize = "100", securityGroup = ["rancher-nodes"] },
      var.network == "" ? {} : { vpcId = local.network[0], subnetId = try(local.network[1], "") },
    )
    azu = merge(
      { location = local.region, size = local.type, diskSize = "100", resourceGroup = local.owner, managedDisks = true },
      var.network == "" ? {} : { vnet = var.network },
    )
    exo = { availabilityZone = local.region, instanceProfile = local.type, diskSize = "100" }
  }
  machine = merge(local.machines[var.provider_name], {
    apiVersion = "rke-machine-config.cattle.io/v1"
    kind       = local.chosen.kind
    metadata   = { name = local.pool_name, namespace = "fleet-default", labels = { "omegaml.io/user" = local.user } }
  })
}
