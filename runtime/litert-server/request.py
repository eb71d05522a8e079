"""Checks a request against the protocol and the model. Members that the protocol does not know, and `parameters`, are ignored."""

from dataclasses import dataclass

from refusal import Refusal, listed
from shape import flatten, shape_of


@dataclass(frozen=True)
class InferenceRequest:
    id: str | None
    # Arrays by the names of inputs.
    feeds: dict
    # Specs of the outputs that are answered.
    outputs: list


def decode_request(body, signature):
    """Raises a `Refusal` that names the position of what is wrong."""
    request = as_object(body, "the body")
    if not isinstance(request.get("id"), (str, type(None))) or ("id" in request and request["id"] is None):
        raise Refusal(400, "id must be a string")
    check_parameters(request, "")
    feeds = decode_inputs(request.get("inputs"), signature.inputs)
    return InferenceRequest(request.get("id"), feeds, decode_outputs(request, signature.outputs))


def decode_inputs(inputs, specs):
    feeds = {}
    for i, entry in enumerate(as_list(inputs, "inputs")):
        at = f"inputs[{i}]"
        tensor = as_object(entry, at)
        spec = spec_of(tensor, at, "input", specs)
        if spec.name in feeds:
            raise Refusal(400, f"{at}.name: {listed([spec.name])} is given twice; give every input once")
        feeds[spec.name] = decode_tensor(tensor, at, spec)
    missing = [spec.name for spec in specs if spec.name not in feeds]
    if missing:
        raise Refusal(400, f"inputs lacks {listed(missing)}; give every input of the model")
    return feeds


def decode_tensor(tensor, at, spec):
    datatype = spec.datatype
    if tensor.get("datatype") != datatype.name:
        raise Refusal(400, f"{at}.datatype does not fit input {listed([spec.name])}; allowed: {datatype.name}")
    check_parameters(tensor, f"{at}.")
    shape = shape_of(tensor.get("shape"), f"{at}.shape", spec.shape)
    elements = datatype.decode(flatten(as_list(tensor.get("data"), f"{at}.data"), shape, f"{at}.data"))
    if isinstance(elements, int):
        raise Refusal(400, f"{at}.data: element {elements} (row-major) is not {datatype.allowed}")
    return elements.reshape(shape)


def decode_outputs(request, specs):
    """None named means all, and an empty list names none."""
    chosen = []
    for i, entry in enumerate(as_list(request["outputs"], "outputs") if "outputs" in request else []):
        at = f"outputs[{i}]"
        output = as_object(entry, at)
        check_parameters(output, f"{at}.")
        spec = spec_of(output, at, "output", specs)
        if spec in chosen:
            raise Refusal(400, f"{at}.name: {listed([spec.name])} is requested twice; request every output once")
        chosen.append(spec)
    return chosen or list(specs)


def spec_of(entry, at, kind, specs):
    spec = next((spec for spec in specs if spec.name == entry.get("name")), None)
    if spec is None:
        allowed = listed([spec.name for spec in specs])
        raise Refusal(400, f"{at}.name is not an {kind} of the model; allowed: {allowed}")
    return spec


def as_object(value, at):
    if not isinstance(value, dict):
        raise Refusal(400, f"{at} must be a JSON object")
    return value


def as_list(value, at):
    if not isinstance(value, list):
        raise Refusal(400, f"{at} must be a list{', and is missing' if value is None else ''}")
    return value


def check_parameters(entry, prefix):
    if "parameters" in entry:
        as_object(entry["parameters"], f"{prefix}parameters")
