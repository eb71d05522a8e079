import type { Entries } from "../entry";

/** Of `meridian convert`. */
export const convert: Entries = {
    "convert/answers-differ": {
        cause: "The converted model does not return the answers of the original on the rows that were compared. `meridian convert` writes no model whose answers differ by more than `--tolerance`.",
        example: `meridian convert model.pkl # a LightGBM model with boosting type rf`,
        remedy: "Compare on your own rows with `--rows` if the generated rows do not resemble them. Otherwise serve the model with a server of its library.",
    },
    "convert/booster-unsupported": {
        cause: "An XGBoost model was trained with a booster other than `gbtree`, and its ONNX converter supports no other.",
        example: `meridian convert model.json # trained with booster dart`,
        remedy: "Train the model with booster `gbtree`, or serve it with a server of XGBoost.",
    },
    "convert/class-missing": {
        cause: "A pickle refers to a class or function that can't be imported. It is your own code, or the installed version of the library no longer has it.",
        example: `meridian convert pipeline.pkl # a step is a class of your own program`,
        remedy: "Remove your own classes and functions from the model, or save it with the library version that the guide names.",
    },
    "convert/ended": {
        cause: "The process that converts the model ended without a result. It most often ran out of memory, or the file made its library crash.",
        example: `meridian convert model.pkl --memory-gib 1`,
        remedy: "Raise `--memory-gib`. If that does not help, check that the file is complete.",
    },
    "convert/estimator-unsupported": {
        cause: "A part of the model has no converter to ONNX, or its converter failed on it: an estimator outside of the supported list, your own class, or a step that takes texts or named columns.",
        example: `meridian convert model.pkl # a LabelPropagation of scikit-learn`,
        remedy: "Replace that part of the model, and encode features before the model. Otherwise serve the model with a server of its library.",
    },
    "convert/features-differ": {
        cause: "`--input-features` states another number of features than the model records.",
        example: `meridian convert model.pkl --input-features 7 # the model has 5`,
        remedy: "Remove `--input-features`.",
    },
    "convert/features-unknown": {
        cause: "The model does not record how many features a row has, and the input of an ONNX model has a fixed number of columns.",
        example: `meridian convert model.pkl`,
        remedy: "Pass the number with `--input-features`.",
    },
    "convert/file-unreadable": {
        cause: "XGBoost or LightGBM can't read the model file. It is incomplete, or another program wrote it.",
        example: `meridian convert model.json # the download was cut off`,
        remedy: "Check that the file is complete, and save the model again with `Booster.save_model`.",
    },
    "convert/memory": {
        cause: "Loading or converting the model needs more memory than `--memory-gib` permits.",
        example: `meridian convert model.pkl --memory-gib 2`,
        remedy: "Raise `--memory-gib`.",
    },
    "convert/module-missing": {
        cause: "A pickle needs a Python module that the converter does not have. It has scikit-learn, XGBoost, LightGBM, NumPy and SciPy only.",
        example: `meridian convert pipeline.pkl # a step is of imbalanced-learn`,
        remedy: "Convert the model with skl2onnx in an environment that has the module, or build the model without it.",
    },
    "convert/not-a-model": {
        cause: "The pickle contains an object that is not a model, such as a dictionary or an array.",
        example: `meridian convert artifacts.pkl # a dict with the model in it`,
        remedy: "Save the estimator itself, as in `joblib.dump(model, file)`.",
    },
    "convert/not-fitted": {
        cause: "The model was saved before it was fitted, so it has no parameters to convert.",
        example: `meridian convert model.pkl # saved before model.fit(…)`,
        remedy: "Fit the model before you save it.",
    },
    "convert/onnx-unusable": {
        cause: "The library's converter wrote an ONNX model that ONNX Runtime can't run. That is a defect of the converter.",
        example: `meridian convert model.pkl`,
        remedy: "Report it to the project of the converter, and serve the model with a server of its library until it is fixed.",
    },
    "convert/other-library": {
        cause: "`--from` names another library than the model in the file is of.",
        example: `meridian convert model.pkl --from xgboost # a model of scikit-learn`,
        remedy: "Remove `--from`, or name the file of the other model.",
    },
    "convert/output-not-a-tensor": {
        cause: "An input or output of the converted model is a list or a table, or has a type that the Open Inference Protocol does not have. A classifier with several targets returns such outputs.",
        example: `meridian convert model.pkl # a classifier with two targets`,
        remedy: "Convert a model with a single target, or the parts of the model one by one.",
    },
    "convert/output-unproven": {
        cause: "The converted model has an output that no method of the original returns, so the two can't be compared.",
        example: `meridian convert model.pkl`,
        remedy: "Convert the parts of the model one by one.",
    },
    "convert/pickle-unreadable": {
        cause: "The pickle can't be loaded by scikit-learn. The file is incomplete, is not a pickle, or was written by a version that is too different.",
        example: `meridian convert model.pkl # saved with scikit-learn 0.20`,
        remedy: "Check that the file is complete, and save the model with a version of scikit-learn close to the one in the message.",
    },
    "convert/rows-unreadable": {
        cause: "The file of `--rows` can't be read. It has to be a `.npy` file, or a text file with one row on each line and commas between the numbers.",
        example: `meridian convert model.pkl --rows rows.xlsx`,
        remedy: "Save the rows as `.npy` or `.csv`, with the columns in the order of the model's features.",
    },
    "convert/rows-wrong": {
        cause: "The rows of `--rows` do not fit the model: there are none, their number of columns is not the number of features, or a value is not a finite number.",
        example: `meridian convert model.pkl --rows rows.csv # 4 columns, and the model has 5 features`,
        remedy: "Give a row of finite numbers for each record, in the order of the model's features.",
    },
    "convert/time": {
        cause: "The conversion did not end within `--seconds`, which is 600 by default.",
        example: `meridian convert model.pkl --seconds 10`,
        remedy: "Raise `--seconds`.",
    },
};
