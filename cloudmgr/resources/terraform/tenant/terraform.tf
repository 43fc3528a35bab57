terraform {
  # 1.11 has ephemeral variables: secrets are in no plan and no state
  required_version = ">= 1.11"
}
