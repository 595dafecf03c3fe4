#!/usr/bin/env bash
# statsmodels 0.15.0 with scipy 1.17.1: the default interval of a ratio of two Poisson rates has no
# width where one of the counts is zero.
#
# confint_poisson_2indep(5, 1, 0, 1), method and comparison left as they are, gives one number for
# both ends, with no error. A ratio of 5 events to none is not known exactly: the exact interval of
# Clopper and Pearson, turned into a ratio, runs from about 0.92 without end. Summed over all pairs
# of counts that two rates of 2 events each can give, the default holds the true ratio, 1, in about
# 76 of 100 pairs where 95 are promised, and the exact one in more than 99.
#
# Why it matters: replies of small forces are full of zeros, and an interval without width reads as
# certainty. Here ratios have Clopper-Pearson limits alone.
#
# Fails once the default interval has a width there, or once its coverage is 90 % or more.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet \
    'statsmodels==0.15.0' 'scipy==1.17.1' 'numpy==2.4.6' 'pandas==3.1.1'
cat >"$folder/check.py" <<'PY'
import warnings

import numpy as np
import statsmodels
from scipy.stats import binomtest, poisson
from statsmodels.stats.rates import confint_poisson_2indep

warnings.filterwarnings("ignore")
print("statsmodels", statsmodels.__version__)


def exact(first, second):
    """Clopper and Pearson's limits of the first's share of all events, as odds."""
    if first + second == 0:
        return 0.0, np.inf
    low, high = binomtest(first, first + second).proportion_ci(0.95, "exact")
    return low / (1 - low) if low < 1 else np.inf, high / (1 - high) if high < 1 else np.inf


low, high = confint_poisson_2indep(5, 1, 0, 1)
print(f"5 events against 0: default {low:.4f} to {high:.4f}, exact {exact(5, 0)[0]:.4f} to inf")
assert np.isclose(low, high, rtol=1e-9) and abs(exact(5, 0)[0] - 0.9165) < 0.001

mean, most = 2, 14
covered = {"default": 0.0, "exact": 0.0}
for first in range(most):
    for second in range(most):
        chance = poisson.pmf(first, mean) * poisson.pmf(second, mean)
        ends = {"exact": exact(first, second)}
        if first + second:
            ends["default"] = confint_poisson_2indep(first, 1, second, 1)
        else:  # nothing happened, and nothing is told: counted as held by both
            ends["default"] = (0, np.inf)
        for name, (start, end) in ends.items():
            covered[name] += chance * bool(start <= 1 <= end)
print("coverage of the true ratio at two means of 2:",
      ", ".join(f"{name} {share:.3f}" for name, share in covered.items()))
assert covered["default"] < 0.9 < 0.95 < covered["exact"]
PY
"$folder/venv/bin/python" "$folder/check.py"
echo 'as found'
