output "secret" {
  description = "What imagePullSecrets name"
  value       = var.name
}

output "namespaces" {
  description = "Where it is"
  value       = local.namespaces
}
