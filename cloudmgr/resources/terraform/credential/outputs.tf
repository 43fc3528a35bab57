output "credential" {
  description = "What a machine of this account is made with"
  value       = "${local.namespace}:${local.secret}"
}

output "driver" {
  description = "The machine driver of the account's cloud"
  value       = local.driver.name
}
