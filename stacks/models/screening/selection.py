"""Chooses a candidate by repeated cross-validation; only development rows come in here."""

import numpy as np
from sklearn.metrics import log_loss
from sklearn.model_selection import RepeatedStratifiedKFold

from metrics import across_folds
from recipes import CANDIDATES, SEED

FOLDS, REPEATS = 5, 10


def validate(features, truth):
    """Log loss of each candidate on the same folds."""
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=SEED)
    losses = {name: [] for name in CANDIDATES}
    for train, held in folds.split(features, truth):
        for name, recipe in CANDIDATES.items():
            fitted = recipe().fit(features[train], truth[train])
            losses[name].append(log_loss(truth[held], fitted.predict_proba(features[held])[:, 1]))
    return {name: np.array(values) for name, values in losses.items()}


def spread(values):
    return across_folds(values, trained=FOLDS - 1, tested=1)


def limit(losses):
    """The one-standard-error rule: a loss this close to the best can't be told from it, so simplicity decides."""
    best = min(losses.values(), key=np.mean)
    return best.mean() + spread(best)["error"]


def choose(losses):
    return next(name for name in CANDIDATES if losses[name].mean() <= limit(losses))
