"""The parts of MODEL_CARD.md that are computed: no figure in it is kept by hand."""

from documents import table
from selection import FOLDS, REPEATS, limit, spread


def candidates_table(losses, recipes):
    rows = []
    for name, values in losses.items():
        role = ", ".join(version for version, recipe in recipes.items() if recipe == name)
        rows.append([name, f"{values.mean():.4f}", f"{spread(values)['error']:.4f}", role])
    caption = f"Best loss plus its standard error: {limit(losses):.4f}."
    return table(["candidate, simplest first", "log loss", "standard error", "released as"], rows) + "\n\n" + caption


def metrics_table(measured, recipes, truth):
    def cell(value, low, high, sign=""):
        return f"{value:{sign}.3f} ({low:{sign}.3f} to {high:{sign}.3f})"

    rows = [
        [name, *(cell(*column) for column in columns[:-1]), cell(*columns[-1], sign="+")]
        for name, columns in measured.items()
    ]
    caption = f"{len(truth)} held-out rows, {int(truth.sum())} of them malignant; 95 % bootstrap intervals in brackets."
    return caption + "\n\n" + table(["metric", *recipes, "2.0.0 − 1.0.0"], rows)


def difference(losses, recipes):
    differences = losses[recipes["2.0.0"]] - losses[recipes["1.0.0"]]
    gap, wins = spread(differences), int((differences < 0).sum())
    folds = FOLDS * REPEATS
    return (
        f"Log loss of 2.0.0 minus that of 1.0.0 over the {folds} folds of the development rows: {gap['mean']:+.3f} "
        f"({gap['low']:+.3f} to {gap['high']:+.3f}, 95 % interval); 2.0.0 is better in {wins} of {folds} folds."
    )


def digests_table(digests, dataset_digest, script_digest):
    rows = [[f"`{version}/model.onnx`", f"`{digest}`"] for version, digest in digests.items()]
    rows += [["`breast_cancer.csv` of scikit-learn", f"`{dataset_digest}`"]]
    rows += [["training script (the files named in `release.json`, in that order)", f"`{script_digest}`"]]
    return table(["what", "digest"], rows)
