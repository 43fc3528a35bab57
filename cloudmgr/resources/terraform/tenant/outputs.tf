output "cluster" {
  description = "The name of the cluster"
  value       = var.name
}

output "kubeconfig_secret" {
  description = "Where Rancher writes its kubeconfig"
  value       = "Secret.v1/fleet-default/${var.name}-kubeconfig"
}

output "storage" {
  description = "What volumes are made by"
  value       = var.storage
}

output "machine" {
  description = "What a node is made as"
  value       = { provider = var.provider_name, kind = local.chosen.kind, type = local.type, region = local.region, count = var.size }
}
