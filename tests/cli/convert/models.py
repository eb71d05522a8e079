"""Makes the models that the tests of `meridian convert` convert: `models.py <packages> <directory>`, with the converter's own packages.

Each is fitted in well under a second; seeds are fixed. The probabilities of the pipeline on three rows are in `expected.json`.
"""

import json
import os
import pickle
import sys

sys.path.insert(0, sys.argv[1])
os.chdir(sys.argv[2])

import joblib
import numpy
from sklearn.ensemble import GradientBoostingClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KernelDensity
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

random = numpy.random.default_rng(7)
X = random.normal(50, 20, size=(400, 5)).round(1)
y = (X[:, 0] - X[:, 1] + random.normal(0, 10, 400) > 0).astype(int)
z = X[:, 2] * 3 - X[:, 3] + random.normal(0, 1, 400)

pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
joblib.dump(pipeline, "pipeline.joblib")
rows = X[:3].astype(numpy.float32)
expected = {"rows": rows.ravel().tolist(), "probabilities": pipeline.predict_proba(rows).ravel().tolist()}
with open("expected.json", "w", encoding="ascii") as file:
    json.dump(expected, file)
