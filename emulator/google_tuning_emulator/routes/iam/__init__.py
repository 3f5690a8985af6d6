"""What IAM and the Resource Manager say of roles: to read, and never enforced."""

from google_tuning_emulator.routes.iam.policies import policies

IAM_BLUEPRINTS = (policies,)

__all__ = ["IAM_BLUEPRINTS"]
