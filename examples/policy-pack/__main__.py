"""The pack: the engine starts this file, and asks it about every resource of an update."""

from policies import POLICIES
from pulumi_policy import EnforcementLevel, PolicyPack

PolicyPack("google-tuning", policies=POLICIES, enforcement_level=EnforcementLevel.MANDATORY)
