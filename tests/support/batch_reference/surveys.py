"""Answers of surveys, brought to the usual scale of what was asked, in 1/1000."""

import collections

from .contacts import thousandths

USUAL = {"csat": (1, 5), "ces": (1, 7), "nps": (0, 10)}  # of ces 7 is easy


def score(survey: dict):
    """The answer; of other metrics as given, None without one."""
    if "score" not in survey:
        return None
    if survey["metric"] not in USUAL:
        return thousandths(survey["score"])
    low, high = USUAL[survey["metric"]]
    reversed_scale = False
    if survey["metric"] == "ces" and (survey.get("scale_version") == "1.0" or
                                      survey.get("scale_max") == 5):
        reversed_scale, given_high = True, 5
    else:
        given_high = high
    given_low, given_high = survey.get("scale_min", low), survey.get("scale_max", given_high)
    if "scale_direction" in survey:
        reversed_scale = survey["scale_direction"] == "lower_better"
    if given_high <= given_low:
        return None
    share = min(1, max(0, (survey["score"] - given_low) / (given_high - given_low)))
    return thousandths(low + (1 - share if reversed_scale else share) * (high - low))


def pairs(surveys: list[dict]):
    """Yields (later answer, experience - expectation) of each customer's order or contact."""
    by_matter = collections.defaultdict(dict)
    for survey in sorted(surveys, key=lambda s: (s["at"], s["response_id"])):
        matter = survey.get("order_id") or survey.get("contact_id")
        if survey.get("metric") in ("experience", "expectation") and matter and "score" in survey:
            by_matter[survey["customer_id"], matter][survey["metric"]] = survey
    for answers in by_matter.values():
        if len(answers) == 2:
            later = max(answers.values(), key=lambda s: (s["at"], s["response_id"]))
            yield later, score(answers["experience"]) - score(answers["expectation"])
