"""Makes the models that the tests of `meridian convert` convert: `models.py <packages> <directory>`, with the converter's own packages.

Each is fitted in well under a second; seeds are fixed. The probabilities of the pipeline on three rows are in `expected.json`.
"""

import json
import os
import sys

sys.path.insert(0, sys.argv[1])
os.chdir(sys.argv[2])

import joblib
import numpy
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

random = numpy.random.default_rng(7)
X = random.normal(50, 20, size=(400, 5)).round(1)
y = (X[:, 0] - X[:, 1] + random.normal(0, 10, 400) > 0).astype(int)
z = X[:, 2] * 3 - X[:, 3] + random.normal(0, 1, 400)

pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
joblib.dump(pipeline, "pipeline.joblib")
rows = X[:3].astype(numpy.float32)
numpy.savetxt("rows.csv", rows, delimiter=",", header="a,b,c,d,e", comments="")
expected = {"rows": rows.ravel().tolist(), "probabilities": pipeline.predict_proba(rows).ravel().tolist()}
with open("expected.json", "w", encoding="ascii") as file:
    json.dump(expected, file)

# Other libraries: in files of their own, and as steps.
import lightgbm
import xgboost
from sklearn.semi_supervised import LabelPropagation

small = {"n_estimators": 5, "max_depth": 3}
xgboost.XGBRegressor(**small).fit(X, z).save_model("xgboost.ubj")
lightgbm.LGBMClassifier(verbose=-1, **small).fit(numpy.round(X), y).booster_.save_model("lightgbm.txt")
joblib.dump(make_pipeline(StandardScaler(), LabelPropagation()).fit(X, y), "unsupported.joblib")
joblib.dump({"not": "a model"}, "table.joblib")
# A random forest of regressors that answers in two columns, compressed, and saved by an older version.
import sklearn.base

sklearn.base.__version__ = "1.0.2"
forest = RandomForestRegressor(3, max_depth=4).fit(X, numpy.stack([z, -z], axis=1))
joblib.dump(forest, "forest.joblib.gz")

# A sum of powers of which most are left out: in single precision they are infinite for large numbers, and nothing times that is no number.
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import PolynomialFeatures

powers = make_pipeline(PolynomialFeatures(13), LinearRegression()).fit(X[:, :1], z)
powers[-1].coef_ = numpy.eye(14)[1]
joblib.dump(powers, "powers.joblib")

with open("pipeline.joblib", "rb") as whole, open("cut.joblib", "wb") as part:
    part.write(whole.read(400))
