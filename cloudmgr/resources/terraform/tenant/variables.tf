variable "name" {
  description = "The name of the cluster"
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$", var.name))
    error_message = "cluster-name: use at most 42 lower-case letters, digits and dashes."
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

variable "credentials" {
  description = "The name of the cloud account, as the service credential made it"
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$", var.credentials))
    error_message = "credentials: is the name of a credential: at most 42 lower-case letters, digits and dashes."
  }
}

variable "deploy_user" {
  description = "Whose cluster it is"
  type        = string
}

variable "size" {
  description = "How many nodes bear the system"
  type        = number
  default     = 1
  validation {
    condition     = var.size >= 1 && var.size <= 99 && floor(var.size) == var.size
    error_message = "size: is a whole number of nodes from 1 to 99."
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

variable "kubernetes_version" {
  description = "Rancher's name of the distribution's version"
  type        = string
  default     = "v1.34.4+rke2r1"
  validation {
    condition     = can(regex("^v1\\.[0-9]+\\.[0-9]+\\+(rke2|k3s)[a-z0-9.-]+$", var.kubernetes_version))
    error_message = "kubernetes-version: is a version of RKE2 or K3s, such as v1.34.4+rke2r1."
  }
}

variable "storage" {
  description = "What volumes are made by: local (local-path) or cluster (Longhorn)"
  type        = string
  default     = "local"
  validation {
    condition     = contains(["local", "cluster"], var.storage)
    error_message = "storage: is local or cluster."
  }
}
