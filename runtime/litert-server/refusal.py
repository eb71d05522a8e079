"""Requests that get the protocol's error object. Messages name positions in the request, never its values."""

import json


class Refusal(Exception):
    def __init__(self, status, message, headers=None):
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


def listed(names):
    """Names out of the model, for "allowed: …"; a model may have hundreds."""
    shown = ", ".join(json.dumps(name, ensure_ascii=False) for name in names[:10])
    return f"{shown} and {len(names) - 10} more" if len(names) > 10 else shown
