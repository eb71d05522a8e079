"""Checks templates of CloudFormation by the linter of its authors, with the schemas that it ships: no network is used.

Standard input: `{"templates": [{"region", "resources"}], "ignored": [rules]}`. Standard output: a list of what it finds.
"""

import json
import sys

sys.path.insert(0, sys.argv[1])

from cfnlint.api import lint  # noqa: E402
from cfnlint.config import ConfigMixIn  # noqa: E402
from cfnlint.core import get_rules  # noqa: E402


def main():
    request = json.load(sys.stdin)
    ignored = request["ignored"]
    # Loading them takes as long as a template.
    rules = get_rules([], ignored, ["W", "E"])
    found = []
    for template in request["templates"]:
        text = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": template["resources"]})
        found += [finding(match) for match in lint(text, rules, [template["region"]])]
    json.dump(found, sys.stdout)


def finding(match):
    # `Resources`, the resource's name, `Properties`, and the path there.
    _, name, *path = [str(step) for step in match.path or ["", ""]]
    return {"resource": name, "path": path[1:], "rule": match.rule.id, "message": match.message}


main()
