variable "cluster" {
  description = "The name of the cluster"
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$", var.cluster))
    error_message = "cluster-name: use at most 42 lower-case letters, digits and dashes."
  }
}

variable "name" {
  description = "The name of the node pool"
  type        = string
  default     = "worker"
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$", var.name)) && var.name != "system"
    error_message = "name: use at most 20 lower-case letters, digits and dashes; system is the cluster's own pool."
  }
}

variable "provider_name" {
  description = "Where its machines are: azu (Azure), aws (Amazon) or exo (Exoscale)"
  type        = string
  validation {
    condition     = contains(["azu", "aws", "exo"], var.provider_name)
    error_message = "provider: is any of azu, aws, exo."
  }
}

variable "deploy_user" {
  description = "Whose pool it is"
  type        = string
}

variable "size" {
  description = "How many nodes it has"
  type        = number
  default     = 1
  validation {
    condition     = var.size >= 0 && var.size <= 999 && floor(var.size) == var.size
    error_message = "size: is a whole number of nodes from 0 to 999."
  }
}

variable "node_type" {
  description = "How large they are: small (4 cores, 8 GB or more), medium or large"
  type        = string
  default     = "small"
  validation {
    condition     = contains(["small", "medium", "large"], var.node_type)
    error_message = "node-type: is any of small, medium, large."
  }
}

variable "role" {
  description = "Their omegaml.io/role"
  type        = string
  default     = "worker"
  validation {
    condition     = can(regex("^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$", var.role))
    error_message = "role: is the value of a label."
  }
}

variable "label" {
  description = "More labels for them: KEY=VALUE, separated by semicolons"
  type        = string
  default     = ""
  validation {
    condition     = var.label == "" || alltrue([for pair in split(";", var.label) : can(regex("^[A-Za-z0-9][A-Za-z0-9_./-]*=[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$", pair))])
    error_message = "label: is KEY=VALUE, more of them separated by semicolons."
  }
}

variable "region" {
  description = "Where they stand, in the provider's words; empty: as the provider's default here"
  type        = string
  default     = ""
}

variable "network" {
  description = "What they are joined to, in the provider's words: aws VPC/SUBNET, azu the virtual network; empty: the default"
  type        = string
  default     = ""
}
