"""Measures of a score, with intervals that say how little 114 rows can tell."""

import numpy as np
from scipy import stats
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss, roc_auc_score, roc_curve

SPECIFICITY = 0.95
DRAWS = 2000


def sensitivity_at_specificity(truth, score):
    false_alarms, found, _ = roc_curve(truth, score)
    return found[false_alarms <= 1 - SPECIFICITY + 1e-12].max()


METRICS = {
    "accuracy": lambda truth, score: accuracy_score(truth, score >= 0.5),
    "ROC AUC": roc_auc_score,
    "log loss": log_loss,
    "Brier score": brier_score_loss,
    "sensitivity at threshold 0.5": lambda truth, score: np.mean(score[truth == 1] >= 0.5),
    "specificity at threshold 0.5": lambda truth, score: np.mean(score[truth == 0] < 0.5),
    "sensitivity at specificity 0.95": sensitivity_at_specificity,
}


def bootstrap(truth, scores, seed):
    """Value and 95 % percentile interval of each metric, per score and for the last score minus the first.

    All scores see the same draws, so the difference is a paired one. Draws are stratified, as the split is.
    """
    random = np.random.default_rng(seed)
    classes = [np.flatnonzero(truth == label) for label in (0, 1)]
    draws = [np.concatenate([random.choice(rows, len(rows)) for rows in classes]) for _ in range(DRAWS)]
    result = {}
    for name, metric in METRICS.items():
        values = [metric(truth, score) for score in scores]
        drawn = np.array([[metric(truth[rows], score[rows]) for score in scores] for rows in draws])
        columns = [*zip(values, drawn.T), (values[-1] - values[0], drawn[:, -1] - drawn[:, 0])]
        result[name] = [(float(value), *map(float, np.percentile(column, [2.5, 97.5]))) for value, column in columns]
    return result


def across_folds(values, trained, tested):
    """Mean, standard error and 95 % interval of one value (or paired difference) per fold of repeated cross-validation.

    Folds share training rows, so the plain error is too small; this is the correction of Nadeau and Bengio (2003).
    """
    count = len(values)
    mean = float(np.mean(values))
    error = float(np.sqrt(np.var(values, ddof=1) * (1 / count + tested / trained)))
    reach = float(stats.t.ppf(0.975, count - 1)) * error
    return {"mean": mean, "error": error, "low": mean - reach, "high": mean + reach}
