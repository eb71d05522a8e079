"""Exports a model to ONNX: one input of float32 rows, and tensors only as outputs."""

import json
import re
import warnings

import boosters
from failure import Failure, line_of

# Read by every ONNX Runtime that the model server takes (1.20 and later), and high enough for each converter.
OPSETS = {"": 17, "ai.onnx.ml": 3}
# The highest that onnxmltools has.
BOOSTER_OPSET = 15


def exports(original, features, name):
    """ONNX models, the most likely one first: the converters of some estimators take an option that those of others refuse or get wrong."""
    refuse_booster(original)
    exporters = {"XgboostBooster": xgboost_booster, "LightgbmBooster": lightgbm_booster}
    exporter = exporters.get(type(original).__name__, estimator)
    last, found = None, False
    for options in OPTIONS[original.gives_probabilities] if exporter is estimator else [None]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = exporter(original.model, features, name, options)
        except MemoryError as error:
            raise Failure("memory", "the conversion does not fit into the memory limit", "raise --memory-gib") from error
        except Exception as error:  # Converters raise what they like for what they don't know.
            last = last if isinstance(error, NameError) and last is not None else error
        else:
            found = True
            yield model
    if not found:
        raise unsupported(original, last) from last


# By whether the model gives probabilities: a table of texts and numbers is no tensor, and scores stay as they are.
OPTIONS = {
    True: [{"zipmap": False}, None],
    False: [{"zipmap": False, "raw_scores": True}, {"raw_scores": True}, {"zipmap": False}, None],
    None: [None],
}


def estimator(model, features, name, options):
    import skl2onnx

    boosters.register(model)
    steps = getattr(model, "steps", None)
    last = steps[-1][1] if isinstance(steps, list) else model
    types = [(name, skl2onnx.common.data_types.FloatTensorType([None, features]))]
    with boosters.convertible(model):
        return skl2onnx.convert_sklearn(
            model, initial_types=types, target_opset=OPSETS, options=None if options is None else {id(last): options}
        )


def xgboost_booster(model, features, name, _options):
    from onnxmltools import convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType

    # The converter takes names of the form f0, f1, … only.
    model.feature_names = None
    return convert_xgboost(model, initial_types=[(name, FloatTensorType([None, features]))], target_opset=BOOSTER_OPSET)


def lightgbm_booster(model, features, name, _options):
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType

    types = [(name, FloatTensorType([None, features]))]
    return convert_lightgbm(boosters.in_float32(model), initial_types=types, target_opset=BOOSTER_OPSET, zipmap=False)


def refuse_booster(original):
    """Of XGBoost's kinds of boosters the converter knows one; what it reports of others names a key of its own."""
    for part in boosters.parts_of(original.model):
        if type(part).__module__.split(".", 1)[0] == "xgboost":
            booster = part if hasattr(part, "save_config") else part.get_booster()
            kind = json.loads(booster.save_config())["learner"]["gradient_booster"]["name"]
            if kind != "gbtree":
                raise Failure(
                    "booster-unsupported",
                    f"{type(part).__qualname__} has booster {kind}, expected gbtree",
                    "train the model with booster gbtree, or serve it with a server of XGBoost",
                )


def unsupported(original, error):
    """With the name of the part that has no converter, where the error has it."""
    found = re.search(r"<class '([\w.]+)'>", str(error))
    part = found.group(1) if found else original.name
    return Failure(
        "estimator-unsupported",
        f"{part} can't be converted ({line_of(error)}), expected an estimator of XGBoost, LightGBM or "
        "https://onnx.ai/sklearn-onnx/supported.html, on numeric features",
        "replace that part of the model, or serve the model with a server of its library",
    )
