"""What a method answered, and its figures on a task."""

from typing import NamedTuple

import metrics
from metrics import NONE

VERDICTS = ("assigned", "probable", "none")


class Answer(NamedTuple):
    label: str            # class or NONE
    verdict: str          # of VERDICTS
    probability: float    # that `label` is right; NaN from a method that gives none
    score: float          # the greater, the more likely the text has a class; NaN likewise
    best: str             # class even where the label is NONE


def in_percent(figures: dict) -> dict:
    return {name: 100 * value for name, value in figures.items() if value == value}


def closed(truth, answers) -> dict:
    """On texts that have a class: the best class is judged, whatever the verdict."""
    known = [(t, a) for t, a in zip(truth, answers, strict=True) if t != NONE]
    assigned = [t == a.label for t, a in known if a.verdict == "assigned"]
    figures = {"accuracy": metrics.accuracy([t for t, _ in known], [a.best for _, a in known])}
    if any(a.verdict != "assigned" for _, a in known):
        figures |= {"accepted": metrics.mean(a.verdict != "none" for _, a in known),
                    "assigned": len(assigned) / len(known),
                    "assigned_precision": metrics.mean(assigned)}
    return figures


def calibration(truth, answers) -> dict:
    """The label is judged, and `none` is right where the text has no class."""
    if any(a.probability != a.probability for a in answers):
        return {}
    return {"ece": metrics.calibration_error([a.probability for a in answers],
                                             [a.label == t for t, a in zip(truth, answers)])}


def rejection(truth, answers) -> dict:
    figures = {"auroc": metrics.auroc([a.score for a in answers], [t != NONE for t in truth])
               if all(a.score == a.score for a in answers) else float("nan")}
    if any(a.label == NONE for a in answers):
        assigned = [t == a.label for t, a in zip(truth, answers) if a.verdict == "assigned"]
        figures |= {"f1": metrics.macro_f1(truth, [a.label for a in answers]),
                    "stream_precision": metrics.mean(assigned)}
    return figures


def classified(task, answers) -> dict:
    """In %. ECE of few-shot tasks is over the texts that have a class; `stream_ece` over all."""
    figures = closed(task.truth, answers)
    known = [(t, a) for t, a in zip(task.truth, answers, strict=True) if t != NONE]
    figures |= calibration(*zip(*known))
    if len(known) < len(task.truth):
        figures |= rejection(task.truth, answers)
        figures |= {f"stream_{name}": value
                    for name, value in calibration(task.truth, answers).items()}
    return in_percent(figures)


def clustered(task, clusters) -> dict:
    return {"nmi": 100 * metrics.mutual_information(task.truth, clusters),
            "ari": 100 * metrics.adjusted_rand(task.truth, clusters),
            "clusters": len(set(clusters))}


def errors(judged) -> dict:
    """Of all (task, answers): the texts that have a class, by their best class."""
    known = [(t, a.best) for task, answers in judged
             for t, a in zip(task.truth, answers, strict=True) if t != NONE]
    truth, best = zip(*known)
    return {"worst_classes": metrics.worst_classes(truth, best),
            "confusions": metrics.confusions(truth, best)}
