"""Evaluates policies of IAM by moto, and prints policies that AWS writes: no network is used.

Standard input: `{"cases": [{"policies", "action", "resource"}], "managed": [name]}`. Standard output: `{"decisions", "managed"}`.
"""

import json
import sys

sys.path.insert(0, sys.argv[1])

from moto.iam.access_control import IAMPolicy, PermissionResult  # noqa: E402
from moto.iam.aws_managed_policies import aws_managed_policies_data  # noqa: E402


def decision(case):
    """As `IAMRequestBase.check_action_permitted` of moto combines policies."""
    results = [
        IAMPolicy(policy).is_action_permitted(case["action"], case["resource"]) for policy in case["policies"]
    ]
    return PermissionResult.DENIED not in results and PermissionResult.PERMITTED in results


def main():
    request = json.load(sys.stdin)
    managed = json.loads(aws_managed_policies_data)
    json.dump(
        {
            "decisions": [decision(case) for case in request["cases"]],
            "managed": {name: managed[name]["Document"] for name in request["managed"]},
        },
        sys.stdout,
    )


main()
