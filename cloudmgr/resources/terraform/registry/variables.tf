variable "name" {
  description = "What the credential is called: imagePullSecrets name it"
  type        = string
  default     = "registry"
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.name))
    error_message = "name: use at most 63 lower-case letters, digits and dashes."
  }
}

variable "server" {
  description = "The registry: HOST[:PORT], or a URL as Docker wants it"
  type        = string
  validation {
    condition     = can(regex("^(https?://)?[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._/-]*)?$", var.server))
    error_message = "server: is HOST[:PORT], without user and password."
  }
}

variable "deploy_user" {
  description = "Whose credential it is"
  type        = string
}

variable "namespaces" {
  description = "Where it is made, separated by semicolons"
  type        = string
  default     = "omegaml-services;omegaml-runtime"
  validation {
    condition     = alltrue([for name in split(";", var.namespaces) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "namespaces: are names of namespaces, separated by semicolons."
  }
}

variable "revision" {
  description = "Another text applies the password anew"
  type        = string
  default     = "1"
}

variable "username" {
  description = "The registry's user"
  type        = string
  default     = ""
  ephemeral   = true
  sensitive   = true
}

variable "password" {
  description = "Its password or token"
  type        = string
  default     = ""
  ephemeral   = true
  sensitive   = true
}
