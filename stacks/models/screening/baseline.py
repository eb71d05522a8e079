"""What drift is measured against: the distribution of each feature and of the score when the model was made."""

import numpy as np

BINS = 10


def significant(value, digits=6):
    return float(f"{value:.{digits}g}")


def distribution(name, values, unit):
    """Bin i holds edges[i-1] < x <= edges[i]; the first and last bin are open, so no later value falls outside."""
    edges = np.unique([significant(edge) for edge in np.quantile(values, np.arange(1, BINS) / BINS)])
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return {
        "name": name,
        "unit": unit,
        "min": significant(values.min()),
        "max": significant(values.max()),
        "mean": significant(values.mean()),
        "std": significant(values.std(ddof=1)),
        "edges": edges.tolist(),
        "proportions": [significant(count / len(values)) for count in counts],
        "quantiles": [significant(value) for value in np.quantile(values, np.arange(101) / 100)],
    }


def unit_of(feature):
    # Ratios have unit 1. For the rest the data set states no unit, and none is invented.
    return "1" if "compactness" in feature or "fractal dimension" in feature else None
