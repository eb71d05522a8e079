"""Reads a model. Of a pickle that means to run what it says; the others are data."""

import warnings

from failure import Failure, line_of


def load(path, form):
    """The model, and what its library warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = FORMS[form](path)
    return model, warnings_of(caught)


def from_pickle(path):
    import joblib

    try:
        return joblib.load(path)
    except ModuleNotFoundError as error:
        raise Failure(
            "module-missing",
            f"the pickle needs the Python module {error.name}, expected only scikit-learn, XGBoost, LightGBM, NumPy and SciPy",
            "convert the model with skl2onnx where that module is installed, or build it without the module",
        ) from error
    except AttributeError as error:
        raise Failure(
            "class-missing",
            f"the pickle needs a class or function that is missing ({line_of(error)}), expected only those of scikit-learn, XGBoost and LightGBM",
            "remove your own classes and functions from the model, or save it with the library version that the guide names",
        ) from error
    except MemoryError as error:
        raise Failure("memory", "the model does not fit into the memory limit", "raise --memory-gib") from error
    except Exception as error:  # Code of the pickle raises what it likes.
        raise Failure(
            "pickle-unreadable",
            f"scikit-learn {sklearn_version()} can't load the pickle ({line_of(error)}), expected a file of joblib.dump or pickle.dump",
            "check that the file is complete, and save the model with a version of scikit-learn close to that one",
        ) from error


def from_xgboost(path):
    import xgboost

    booster = xgboost.Booster()
    try:
        booster.load_model(path)
    except xgboost.core.XGBoostError as error:
        raise unreadable("XGBoost", xgboost.__version__, error, "Booster.save_model") from error
    return booster


def from_lightgbm(path):
    import lightgbm

    try:
        return lightgbm.Booster(model_file=path)
    except lightgbm.basic.LightGBMError as error:
        raise unreadable("LightGBM", lightgbm.__version__, error, "Booster.save_model") from error


FORMS = {"pickle": from_pickle, "xgboost": from_xgboost, "lightgbm": from_lightgbm}


def unreadable(library, version, error, writer):
    return Failure(
        "file-unreadable",
        f"{library} {version} can't read the file ({line_of(error)}), expected a file of {writer}",
        "check that the file is complete, and save the model again",
    )


def sklearn_version():
    import sklearn

    return sklearn.__version__


def warnings_of(caught):
    """Versions apart are named once for all parts of a model."""
    from sklearn.exceptions import InconsistentVersionWarning

    found = {}
    for warning in (each.message for each in caught):
        if isinstance(warning, InconsistentVersionWarning):
            found[
                f"the model was saved with scikit-learn {warning.original_sklearn_version} and read with "
                f"{warning.current_sklearn_version}: compare the answers of the ONNX model with answers of the original"
            ] = True
        elif issubclass(type(warning), UserWarning) and "xgboost" in str(warning).lower():
            found[str(warning).strip().split("\n", 1)[0][:300]] = True
    return list(found)
