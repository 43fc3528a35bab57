variable "name" {
  description = "What the account is called in credentials=NAME"
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$", var.name))
    error_message = "name: use at most 42 lower-case letters, digits and dashes."
  }
}

variable "provider_name" {
  description = "Whose cloud it is: azu (Azure), aws (Amazon) or exo (Exoscale)"
  type        = string
  validation {
    condition     = contains(["azu", "aws", "exo"], var.provider_name)
    error_message = "provider: is any of azu, aws, exo."
  }
}

variable "deploy_user" {
  description = "Whose credentials they are"
  type        = string
}

variable "region" {
  description = "The region that is offered first for new machines; empty: none"
  type        = string
  default     = ""
}

variable "revision" {
  description = "Another text applies the secrets anew"
  type        = string
  default     = "1"
}

variable "access_key" {
  description = "aws: the access key's id; exo: the API key"
  type        = string
  default     = ""
  ephemeral   = true
  sensitive   = true
}

variable "secret_key" {
  description = "aws: the secret access key; exo: the API secret"
  type        = string
  default     = ""
  ephemeral   = true
  sensitive   = true
}

variable "subscription_id" {
  description = "azu: the subscription"
  type        = string
  default     = ""
  ephemeral   = true
  sensitive   = true
}

variable "tenant_id" {
  description = "azu: the directory"
  type        = string
  default     = ""
  ephemeral   = true
  sensitive   = true
}

variable "client_id" {
  description = "azu: the application"
  type        = string
  default     = ""
  ephemeral   = true
  sensitive   = true
}

variable "client_secret" {
  description = "azu: the application's secret"
  type        = string
  default     = ""
  ephemeral   = true
  sensitive   = true
}
