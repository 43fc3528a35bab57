output "pool" {
  description = "The pool as the cluster has it"
  value       = local.pool
}

output "machine" {
  description = "What a node is made as"
  value       = { provider = var.provider_name, kind = local.chosen.kind, type = local.type, region = local.region, count = var.size }
}
