"""Trains, measures and exports the screening classifier, or checks that the committed files are what it makes."""

import argparse
import hashlib
from importlib import resources
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedKFold, cross_val_predict, train_test_split

from baseline import distribution, significant, unit_of
from card import candidates_table, difference, digests_table, metrics_table
from documents import compact, document, fill, records
from export import SIGNATURE, export, infer, verify
from metrics import bootstrap
from recipes import BASELINE, CANDIDATES, SEED, settle
from selection import choose, spread, validate

HERE = Path(__file__).parent
MODEL = "screening"
DATASET = "Breast Cancer Wisconsin (Diagnostic), scikit-learn's copy"
DATASET_FILE = resources.files("sklearn.datasets.data") / "breast_cancer.csv"
SOURCES = [*sorted(file.name for file in HERE.glob("*.py")), "requirements.txt"]
SAMPLES = 20


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def load():
    data = load_breast_cancer()
    # Requests carry FP32, so training sees FP32 values too.
    features = data.data.astype(np.float32).astype(np.float64)
    malignant = 1 - data.target  # scikit-learn's 0 is malignant
    return data.data, features, malignant, [str(name) for name in data.feature_names]


def split(truth):
    return train_test_split(np.arange(len(truth)), test_size=0.2, stratify=truth, random_state=SEED)


def make_files():
    raw, features, truth, names = load()
    development, held_out = split(truth)
    known, diagnosis = features[development], truth[development]

    losses = validate(known, diagnosis)
    recipes = {"1.0.0": BASELINE, "2.0.0": choose(losses)}
    gain = spread(losses[recipes["2.0.0"]] - losses[recipes["1.0.0"]])
    if gain["high"] >= 0:
        raise SystemExit(f"2.0.0 is not measurably better: its log loss differs by {gain['low']} to {gain['high']}")
    artifacts = {version: make(recipe, version, known, diagnosis) for version, recipe in recipes.items()}
    # Measured on the artifacts, since they are what serves.
    scores = [infer(artifact, features[held_out])[0].astype(np.float64) for artifact in artifacts.values()]
    measured = bootstrap(truth[held_out], scores, SEED)

    digests = {version: digest(artifact) for version, artifact in artifacts.items()}
    dataset = {"name": DATASET, "digest": digest(DATASET_FILE.read_bytes())}
    script = {"files": SOURCES, "digest": digest(b"".join((HERE / source).read_bytes() for source in SOURCES))}
    profiles = [distribution(name, known[:, i], unit_of(name)) for i, name in enumerate(names)]

    files = {}
    for column, (version, recipe) in enumerate(recipes.items()):
        files[f"{version}/model.onnx"] = artifacts[version]
        files[f"{version}/baseline.json"] = document(
            {
                "release": {"name": MODEL, "version": version},
                "digest": digests[version],
                "dataset": {**dataset, "rows": len(development)},
                "features": profiles,
                "scores": [distribution("probability", out_of_fold(recipe, known, diagnosis), "1")],
            }
        )
        files[f"{version}/release.json"] = document(
            {
                "name": MODEL,
                "version": version,
                "artifact": "model.onnx",
                "bytes": len(artifacts[version]),
                "digest": digests[version],
                **SIGNATURE,
                "provenance": {"recipe": recipe, "dataset": dataset, "script": script},
                "metrics": [metric(name, *columns[column]) for name, columns in measured.items()],
            }
        )
    rows = sorted(np.random.default_rng(SEED).choice(held_out, SAMPLES, replace=False))
    answers = {version: infer(artifact, features[rows]) for version, artifact in artifacts.items()}
    taken = samples(rows, raw, truth, answers)
    files["samples.json"] = records(taken) + "\n"
    files["sample.json"] = compact(taken[0]["request"]) + "\n"
    sections = {
        "candidates": candidates_table(losses, recipes),
        "metrics": metrics_table(measured, recipes, truth[held_out]),
        "difference": difference(losses, recipes),
        "digests": digests_table(digests, dataset["digest"], script["digest"]),
    }
    files["MODEL_CARD.md"] = fill((HERE / "MODEL_CARD.md").read_text(encoding="utf-8"), sections)
    return {name: content if isinstance(content, bytes) else content.encode() for name, content in files.items()}


def make(recipe, version, features, truth):
    fitted = settle(CANDIDATES[recipe]().fit(features, truth))
    artifact = export(fitted, MODEL, version)
    verify(artifact, fitted, features)
    return artifact


def out_of_fold(recipe, features, truth):
    """Scores on rows a model was fitted to are too sure of themselves, so drift is compared with these."""
    folds = StratifiedKFold(10, shuffle=True, random_state=SEED)
    return cross_val_predict(CANDIDATES[recipe](), features, truth, cv=folds, method="predict_proba")[:, 1]


def metric(name, value, low, high):
    return {"name": name, "value": significant(value, 4), "low": significant(low, 4), "high": significant(high, 4)}


def samples(rows, raw, truth, answers):
    return [
        {
            "id": f"wdbc-{row}",
            "expected": {"label": int(truth[row])},
            "answers": {
                version: {"label": int(label[i]), "probability": significant(probability[i])}
                for version, (probability, label) in answers.items()
            },
            "request": {
                "inputs": [{"name": "features", "shape": [1, 30], "datatype": "FP32", "data": raw[row].tolist()}]
            },
        }
        for i, row in enumerate(rows)
    ]


def same(file, content):
    return file.is_file() and file.read_bytes() == content


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a committed file is stale")
    check = parser.parse_args().check
    files = make_files()
    stale = [name for name, content in files.items() if not same(HERE / name, content)]
    if check and stale:
        raise SystemExit("stale, run train.py: " + ", ".join(stale))
    for name in stale:
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_bytes(files[name])
    print(f"{len(files)} files, " + ("all up to date" if not stale else "written: " + ", ".join(stale)))


if __name__ == "__main__":
    main()
