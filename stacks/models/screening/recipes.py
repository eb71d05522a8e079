"""Which models are tried, and how one is fitted so that every machine arrives at the same numbers."""

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

SEED = 20250101


def logistic(C, columns):
    # A tight tolerance on a strictly convex loss: BLAS and CPU then differ only in digits that `settle` drops.
    regression = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-10, max_iter=1000)
    # Selecting inside the pipeline keeps the signature of every version at all thirty features.
    select = ColumnTransformer([("use", "passthrough", columns)])
    return make_pipeline(select, StandardScaler(), regression)


def support_vectors(C):
    return make_pipeline(StandardScaler(), CalibratedClassifierCV(SVC(C=C, gamma=0.01), ensemble=False))


ALL = list(range(30))
MEANS = list(range(10))
SIZE_TEXTURE_OUTLINE = [0, 1, 4]  # mean radius, mean texture, mean smoothness

BASELINE = "logistic, 3 means, C=1"

# Simplest first: `train.choose` takes the first that is good enough.
CANDIDATES = {
    BASELINE: lambda: logistic(1, SIZE_TEXTURE_OUTLINE),
    "logistic, 10 means, C=1": lambda: logistic(1, MEANS),
    **{f"logistic, 30 features, C={C}": (lambda C=C: logistic(C, ALL)) for C in (0.03, 0.1, 0.3, 1, 3, 10)},
    **{f"support vectors (RBF), C={C}": (lambda C=C: support_vectors(C)) for C in (1, 3, 10)},
    "random forest, 200 trees": lambda: RandomForestClassifier(200, random_state=SEED),
    "gradient boosting, 200 trees": lambda: GradientBoostingClassifier(
        n_estimators=200, learning_rate=0.05, max_depth=2, subsample=0.5, random_state=SEED
    ),
}


def rounded(values):
    return np.vectorize(lambda value: float(f"{value:.7g}"))(values)


def settle(pipeline):
    """Rounds a linear fit to seven significant digits, about what FP32 holds, so that the exported bytes are stable."""
    for _, step in getattr(pipeline, "steps", []):
        for name in ("mean_", "scale_", "coef_", "intercept_"):
            if hasattr(step, name):
                setattr(step, name, rounded(getattr(step, name)))
    return pipeline
