"""A model of one of the libraries, and what it answers by the names of the outputs that its ONNX model has."""

import json

import numpy

from failure import Failure


def original_of(model, wanted=None):
    """Fails for what is no model, or none of the library that is wanted."""
    kind = next((kind for kind in KINDS if kind.fits(model)), None)
    if kind is None:
        raise Failure(
            "not-a-model",
            f"the file contains an object of class {name_of(model)}, expected an estimator of scikit-learn, XGBoost or LightGBM, or a Booster",
            "save the estimator itself",
        )
    original = kind(model)
    if wanted is not None and original.library != LIBRARIES[wanted]:
        raise Failure(
            "other-library",
            f"the file contains a model of {original.library} ({original.name}), expected {LIBRARIES[wanted]} as in --from",
            "remove --from, or name the file of the other model",
        )
    return original


LIBRARIES = {"sklearn": "scikit-learn", "xgboost": "XGBoost", "lightgbm": "LightGBM"}


def name_of(model):
    return f"{type(model).__module__.split('.', 1)[0]}.{type(model).__qualname__}"


def features_or_fail(found, said):
    if found is None and said is None:
        raise Failure("features-unknown", "the model does not record how many features it has", "pass --input-features")
    if found is not None and said is not None and found != said:
        raise Failure("features-differ", f"the model has {found} features, expected {said} as in --input-features", "remove --input-features")
    return said if found is None else found


class Estimator:
    """Of scikit-learn's interface, which XGBoost and LightGBM have, too."""

    def __init__(self, model):
        self.model = model
        self.name = described(model)
        library = name_of(model).split(".", 1)[0]
        self.library = {"xgboost": "XGBoost", "lightgbm": "LightGBM"}.get(library, "scikit-learn")
        self.version = version_of({"scikit-learn": "sklearn"}.get(self.library, self.library.lower()))

    @staticmethod
    def fits(model):
        return any(hasattr(model, method) for method in ("predict", "transform")) and hasattr(model, "get_params")

    @property
    def gives_probabilities(self):
        """None of what is no classifier."""
        from sklearn.base import is_classifier

        return hasattr(self.model, "predict_proba") if is_classifier(self.model) else None

    def features(self, said):
        from sklearn.exceptions import NotFittedError
        from sklearn.utils.validation import check_is_fitted

        try:
            check_is_fitted(self.model)
        except NotFittedError as error:
            raise Failure("not-fitted", f"{self.name} is not fitted", "fit the model before you save it") from error
        return features_or_fail(getattr(self.model, "n_features_in_", None), said)

    def answers(self, rows, outputs):
        """By output; without those that no method of the model gives."""
        return {
            output: getattr(self.model, method)(rows)
            for output in outputs
            for method in [next((each for each in METHODS.get(output, ()) if hasattr(self.model, each)), None)]
            if method is not None
        }


METHODS = {
    "label": ("predict",),
    "probabilities": ("predict_proba", "decision_function"),
    "scores": ("decision_function", "transform", "score_samples"),
    "prediction": ("predict", "transform"),
}


class Booster:
    """Without scikit-learn's interface, as it is in a file of its library's own."""

    gives_probabilities = None

    def __init__(self, model):
        self.model = model
        self.name = name_of(model)
        self.version = version_of(self.library.lower())

    def answers(self, rows, outputs):
        found = numpy.asarray(self.predict(rows))
        if "probabilities" not in outputs:
            return {output: found for output in outputs}
        both = numpy.stack([1 - found, found], axis=1) if found.ndim == 1 else found
        return {"probabilities": both, "label": both.argmax(axis=1)}


class XgboostBooster(Booster):
    library = "XGBoost"

    @staticmethod
    def fits(model):
        return name_of(model) == "xgboost.Booster"

    def features(self, said):
        return features_or_fail(self.model.num_features() or None, said)

    def predict(self, rows):
        import xgboost

        matrix = xgboost.DMatrix(rows.astype(numpy.float32))
        objective = json.loads(self.model.save_config())["learner"]["objective"]["name"]
        if objective != "multi:softmax":
            return self.model.predict(matrix, validate_features=False)
        # Which answers the class alone.
        margins = self.model.predict(matrix, output_margin=True, validate_features=False)
        parts = numpy.exp(margins - margins.max(axis=1, keepdims=True))
        return parts / parts.sum(axis=1, keepdims=True)


class LightgbmBooster(Booster):
    library = "LightGBM"

    @staticmethod
    def fits(model):
        return name_of(model) == "lightgbm.Booster"

    def features(self, said):
        return features_or_fail(self.model.num_feature(), said)

    def predict(self, rows):
        return self.model.predict(rows)


KINDS = (XgboostBooster, LightgbmBooster, Estimator)


def described(model):
    """Its class, and of a pipeline those of its steps."""
    steps = getattr(model, "steps", None)
    inner = f"({', '.join(type(step).__name__ for _, step in steps)})" if isinstance(steps, list) else ""
    return f"{name_of(model)}{inner}"


def version_of(module):
    import importlib

    return importlib.import_module(module).__version__
