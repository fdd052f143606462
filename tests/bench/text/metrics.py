"""Measures of classification, rejection, calibration and clustering. Standard library only."""

import collections
import math

NONE = "none"  # the answer for a text that fits no class


def mean(values) -> float:
    values = list(values)
    return math.fsum(values) / len(values) if values else math.nan


def percentile(values, share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def accuracy(truth, answers) -> float:
    return mean(a == b for a, b in zip(truth, answers, strict=True))


def auroc(scores, positive) -> float:
    """Probability that a positive scores above a negative, ties counted half (Mann-Whitney U)."""
    rows = sorted(zip(scores, positive, strict=True), key=lambda row: row[0])
    positives = sum(bool(p) for _, p in rows)
    negatives = len(rows) - positives
    if not positives or not negatives:
        return math.nan
    rank_sum, at = 0.0, 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end][0] == rows[at][0]:
            end += 1
        rank_sum += (at + 1 + end) / 2 * sum(bool(p) for _, p in rows[at:end])
        at = end
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def macro_f1(truth, answers) -> float:
    """Mean F1 over all classes that are true or answered somewhere, `none` among them."""
    true, given = collections.Counter(truth), collections.Counter(answers)
    right = collections.Counter(a for a, b in zip(truth, answers, strict=True) if a == b)
    return mean(2 * right[c] / (true[c] + given[c]) for c in true.keys() | given.keys())


def calibration_error(confidences, right, bins: int = 15) -> float:
    """Expected calibration error: |share right - mean confidence| over equal bins of confidence,
    weighted by their rows (Naeini et al. 2015)."""
    rows = collections.defaultdict(list)
    for confidence, is_right in zip(confidences, right, strict=True):
        rows[min(bins - 1, int(confidence * bins))].append((confidence, is_right))
    total = sum(map(len, rows.values()))
    return math.fsum(abs(math.fsum(c - r for c, r in members)) for members in rows.values()) / total


def _entropy(counts, total: int) -> float:
    return -math.fsum(n / total * math.log(n / total) for n in counts)


def mutual_information(a, b) -> float:
    """Normalised by the arithmetic mean of the entropies; 1 for two single clusters."""
    pairs = collections.Counter(zip(a, b, strict=True))
    total = sum(pairs.values())
    of_a, of_b = collections.Counter(a), collections.Counter(b)
    entropies = _entropy(of_a.values(), total) + _entropy(of_b.values(), total)
    if entropies == 0:
        return 1.0
    shared = math.fsum(n / total * math.log(n * total / (of_a[x] * of_b[y]))
                       for (x, y), n in pairs.items())
    return max(0.0, 2 * shared / entropies)


def adjusted_rand(a, b) -> float:
    """Share of pairs that both put together or both apart, 0 by chance (Hubert and Arabie 1985).
    Unlike mutual information it does not reward many small clusters."""
    def together(*columns):
        return sum(math.comb(n, 2) for n in collections.Counter(zip(*columns, strict=True)).values())
    both, in_a, in_b, pairs = together(a, b), together(a), together(b), math.comb(len(a), 2)
    expected, most = in_a * in_b / pairs if pairs else 0.0, (in_a + in_b) / 2
    return (both - expected) / (most - expected) if most != expected else 1.0


def worst_classes(truth, answers, count: int = 10) -> list:
    """[(class, share found, rows, commonest wrong answer)], the least found first."""
    rows = collections.defaultdict(list)
    for true, answer in zip(truth, answers, strict=True):
        rows[true].append(answer)
    found = []
    for true, given in rows.items():
        wrong = collections.Counter(answer for answer in given if answer != true)
        commonest = min(wrong, key=lambda answer: (-wrong[answer], answer)) if wrong else ""
        found.append((true, given.count(true) / len(given), len(given), commonest))
    return sorted(found, key=lambda row: (row[1], row[0]))[:count]


def confusions(truth, answers, count: int = 10) -> list:
    """[(true, answered, rows)], the most frequent first."""
    pairs = collections.Counter((t, a) for t, a in zip(truth, answers, strict=True) if t != a)
    ranked = sorted(pairs.items(), key=lambda row: (-row[1], row[0]))
    return [(true, answer, rows) for (true, answer), rows in ranked[:count]]
