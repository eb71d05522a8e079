"""XGBoost and LightGBM as parts of estimators, and what converters need changed."""

import contextlib
import copy
import re

import numpy


def register(model):
    """Gives skl2onnx the converters for the libraries that parts of the model are of; others are not loaded."""
    modules = {type(part).__module__.split(".", 1)[0] for part in parts_of(model)}
    if "xgboost" in modules:
        register_xgboost()
    if "lightgbm" in modules:
        register_lightgbm()


def register_xgboost():
    import xgboost
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost

    for kind in (xgboost.XGBClassifier, xgboost.XGBRFClassifier):
        add(kind, convert_xgboost, classifier=True)
    for kind in (xgboost.XGBRegressor, xgboost.XGBRFRegressor, xgboost.XGBRanker):
        add(kind, convert_xgboost, classifier=False)


def register_lightgbm():
    import lightgbm
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

    add(lightgbm.LGBMClassifier, convert_lightgbm, classifier=True)
    for kind in (lightgbm.LGBMRegressor, lightgbm.LGBMRanker):
        add(kind, convert_lightgbm, classifier=False, options={"split": None})


def add(kind, converter, classifier, options=None):
    from skl2onnx import update_registered_converter
    from skl2onnx.common import shape_calculator as shapes

    if classifier:
        shape, options = shapes.calculate_linear_classifier_output_shapes, {"nocl": [True, False], "zipmap": [True, False]}
    else:
        shape = shapes.calculate_linear_regressor_output_shapes
    name = kind.__module__.split(".", 1)[0].capitalize() + kind.__name__
    update_registered_converter(kind, name, shape, converter, options=options)


def parts_of(model, seen=None):
    """The model, and every estimator within it: steps, members of ensembles, what a search has found."""
    seen = {} if seen is None else seen
    if id(model) in seen:
        return
    seen[id(model)] = model
    if (hasattr(model, "get_params") or hasattr(model, "save_config")) and not isinstance(model, type):
        yield model
        for value in vars(model).values():
            yield from parts_of(value, seen)
    elif isinstance(model, (list, tuple)):
        for value in model:
            yield from parts_of(value, seen)
    elif isinstance(model, numpy.ndarray) and model.dtype == object:
        yield from parts_of(model.ravel().tolist(), seen)


@contextlib.contextmanager
def convertible(model):
    """While it lasts, parts of the model are as their converters take them, with the same answers. Afterwards they are as they were."""
    changes = list(changes_of(model))
    before = [getattr(part, name) for part, name, _ in changes]
    try:
        for part, name, value in changes:
            setattr(part, name, value)
        yield
    finally:
        for (part, name, _), value in zip(changes, before):
            setattr(part, name, value)


def changes_of(model):
    for part in parts_of(model):
        if type(part).__module__.startswith("lightgbm."):
            yield part, "_Booster", in_float32(part._Booster)
        elif type(part).__name__ == "VotingClassifier":
            # How `transform` lays out its answer.
            yield part, "flatten_transform", False
        elif type(part).__name__.startswith("HistGradientBoosting"):
            yield part, "_predictors", predictors_in_float32(part._predictors)


def in_float32(booster):
    """LightGBM compares in double precision, its ONNX model in single. A copy whose thresholds are rounded down to float32: `x <= t`
    holds for the same float32 x."""
    import lightgbm

    text = re.sub(r"(?m)^threshold=(.+)$", lambda line: f"threshold={rounded_down(line.group(1))}", booster.model_to_string())
    # The sizes of trees as they were. Without them the library reads one after the other.
    return lightgbm.Booster(model_str=re.sub(r"(?m)^tree_sizes=.*\n", "", text))


def predictors_in_float32(predictors):
    """The same of scikit-learn's own."""
    copies = copy.deepcopy(predictors)
    for predictor in (each for stage in copies for each in stage):
        predictor.nodes["num_threshold"] = float32_below(predictor.nodes["num_threshold"])
    return copies


def rounded_down(values):
    return " ".join(repr(float(each)) for each in float32_below(numpy.array(values.split(), dtype=numpy.float64)))


def float32_below(exact):
    limit = numpy.finfo(numpy.float32).max
    single = numpy.clip(exact, -limit, limit).astype(numpy.float32)
    return numpy.where(single > exact, numpy.nextafter(single, numpy.float32(-numpy.inf)), single)
