"""A request's JSON."""

import json
import re

from refusal import Refusal

# Levels of arrays and objects within each other that JSON may have: as many as in every other program of the runtime.
MOST_DEPTH = 64
TYPE = re.compile(r'application/json\s*(;\s*charset="?utf-8"?\s*)?', re.IGNORECASE)


def check_headers(headers):
    kind = headers.get("content-type")
    if kind is None or not TYPE.fullmatch(kind.strip()):
        raise Refusal(415, f"content-type {'is missing' if kind is None else 'is wrong'}; allowed: application/json")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, "content-encoding is wrong; allowed: identity, or no such header")


def too_big(most):
    return Refusal(413, f"the body is too big; allowed: {most} bytes; send fewer records at once")


def parse_json(content):
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "the body is not UTF-8; send JSON in UTF-8") from None
    # As many levels need as many opening brackets, and most bodies have few of them.
    if text.count("[") + text.count("{") > MOST_DEPTH and depth_of(text) > MOST_DEPTH:
        raise Refusal(400, f"the body is nested too deeply; allowed: {MOST_DEPTH} levels of arrays and objects")
    try:
        return json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        raise Refusal(400, f"the body is not JSON (at position {error.pos})") from None
    except ValueError:
        # A number with more digits than Python converts.
        raise Refusal(400, "the body is not JSON") from None


def refuse_constant(_name):
    """NaN and Infinity, which Python takes for JSON."""
    raise Refusal(400, "the body is not JSON")


def depth_of(text):
    """Found without recursion, so at any depth."""
    depth = deepest = 0
    for part in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.DOTALL):
        first = part.group()[0]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in "]}":
            depth -= 1
    return deepest
