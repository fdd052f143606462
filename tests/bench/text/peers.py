"""What others make of the same tasks. Each peer is fitted on the history (its frequencies) and the
examples, and answers a text with (class, score); a clusterer answers with a cluster.

fastText, scikit-learn's TF-IDF + linear SVM and TF-IDF centroids; for discovery MiniBatchKMeans,
which is told the number of clusters, and River's TextClust, which is not. Costs are processor time
of this thread, text in, answer out.
"""

import collections
import itertools
import tempfile
import time
import unicodedata

import numpy
import fasttext
from river import cluster
from sklearn import svm
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import Normalizer

import metrics
import splits
from evaluate import Answer

ONE_AT_A_TIME = 250  # texts whose cost is measured one by one
NAN = float("nan")

fasttext.FastText.eprint = lambda *_: None


def vectorizer(chinese: bool):
    """Characters and their pairs for Chinese; else words and character trigrams."""
    usual = {"sublinear_tf": True, "dtype": numpy.float32}
    if chinese:
        return TfidfVectorizer(analyzer="char", ngram_range=(1, 2), **usual)
    return make_union(TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", **usual),
                      TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), **usual))


def spaced(text: str, chinese: bool) -> str:
    """Tokens between blanks: each Chinese character is one."""
    text = " ".join(text.lower().split())
    if not chinese:
        return text
    return " ".join("".join(f" {c} " if unicodedata.category(c) == "Lo" else c
                            for c in text).split())


class FastText:
    name = "fastText"

    def __init__(self, task, chinese: bool):
        self._chinese = chinese
        self._classes = sorted({label for label, _ in task.examples})
        number = {label: at for at, label in enumerate(self._classes)}
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
            for label, row in task.examples:
                file.write(f"__label__{number[label]} {spaced(task.history[row], chinese)}\n")
            file.flush()
            self._model = self._trained(file.name, (3, 5) if not chinese else (0, 0))

    @staticmethod
    def _trained(path: str, lengths: tuple):
        """At the greatest rate of learning at which the weights stay finite."""
        for rate in (0.5, 0.2, 0.1, 0.05):
            try:
                return fasttext.train_supervised(
                    path, lr=rate, epoch=200, dim=100, wordNgrams=2, minn=lengths[0],
                    maxn=lengths[1], bucket=200_000, loss="softmax", thread=1, verbose=0)
            except RuntimeError as error:
                if "NaN" not in str(error):
                    raise
        raise RuntimeError("fastText finds no finite weights")

    def answer(self, texts: list) -> list:
        labels, scores = self._model.predict([spaced(text, self._chinese) for text in texts])
        return [(self._classes[int(label[0].removeprefix("__label__"))], float(score[0]))
                if label else (self._classes[0], 0.0) for label, score in zip(labels, scores)]


class LinearSvm:
    name = "TF-IDF + linear SVM"

    def __init__(self, task, chinese: bool):
        texts = [task.history[row] for _, row in task.examples]
        features = vectorizer(chinese).fit(task.history)
        self._model = svm.LinearSVC(random_state=task.seed).fit(
            features.transform(texts), [label for label, _ in task.examples])
        self._features = features

    def answer(self, texts: list) -> list:
        margins = self._model.decision_function(self._features.transform(texts))
        best = margins.argmax(axis=1)
        return list(zip(self._model.classes_[best], margins[numpy.arange(len(best)), best]))


class Centroid:
    name = "TF-IDF centroid"

    def __init__(self, task, chinese: bool):
        self._features = make_pipeline(vectorizer(chinese), Normalizer()).fit(task.history)
        rows = self._features.transform([task.history[row] for _, row in task.examples])
        labels = numpy.array([label for label, _ in task.examples])
        self._classes = sorted(set(labels))
        sums = numpy.stack([numpy.asarray(rows[labels == label].sum(axis=0)).ravel()
                            for label in self._classes])
        centroids = sums / numpy.linalg.norm(sums, axis=1, keepdims=True)
        self._centroids = numpy.ascontiguousarray(centroids.T, numpy.float32)

    def answer(self, texts: list) -> list:
        cosines = self._features.transform(texts) @ self._centroids
        best = cosines.argmax(axis=1)
        return [(self._classes[at], row[at]) for at, row in zip(best, cosines)]


class KMeans:
    """Clusters the whole stream at once: TF-IDF, 128 dimensions, the true number of clusters."""
    name = "MiniBatchKMeans, K known"

    def __init__(self, task, chinese: bool):
        features = make_pipeline(vectorizer(chinese), TruncatedSVD(128, random_state=task.seed),
                                 Normalizer()).fit(task.history)
        means = MiniBatchKMeans(len(set(task.truth)), n_init=3, random_state=task.seed)
        means.fit(features.transform(task.test))
        self._features, self._means = features, means

    def answer(self, texts: list) -> list:
        return [int(at) for at in self._means.predict(self._features.transform(texts))]


class TextClust:
    """One pass over the stream; a text's cluster is the micro-cluster nearest right after it was
    learned. A smaller radius raises NMI by leaving most texts alone, a greater one lowers it, and
    the adaptive one did no better."""
    name = "River TextClust"

    def __init__(self, task, chinese: bool):
        self._chinese = chinese
        self._clusters = cluster.TextClust(radius=0.6, real_time_fading=False)

    def _words(self, text: str) -> dict:
        words = spaced(text, self._chinese).split()
        pairs = map("".join, zip(words, words[1:])) if self._chinese else ()
        return collections.Counter([*words, *pairs])

    def answer(self, texts: list) -> list:
        answers = []
        for text in texts:
            words = self._words(text)
            self._clusters.learn_one(words)
            answers.append(self._clusters.predict_one(words))
        return answers


class EachAlone:
    """No clustering at all: what NMI gives for splitting everything."""
    name = "each text alone"

    def __init__(self, task, chinese: bool):
        self._count = itertools.count()

    def answer(self, texts: list) -> list:
        return [next(self._count) for _ in texts]


CLASSIFIERS = (FastText, LinearSvm, Centroid)
CLUSTERERS = (KMeans, TextClust, EachAlone)


def timed(step):
    start = time.thread_time()
    return step(), time.thread_time() - start


def run(peer, task: splits.Task):
    """Answers, or clusters, and costs. TextClust is one pass, so its texts are timed in it."""
    model, fit_seconds = timed(lambda: peer(task, task.dataset in splits.CHINESE))
    costs = {"fit_seconds": fit_seconds}
    if peer is TextClust:
        singles = [timed(lambda: model.answer([text])) for text in task.test]
        given = [answers[0] for answers, _ in singles]
    else:
        given, seconds = timed(lambda: model.answer(task.test))
        costs["batch_us"] = 1e6 * seconds / len(task.test)
        singles = [timed(lambda: model.answer([text])) for text in task.test[:ONE_AT_A_TIME]]
    micros = [1e6 * seconds for _, seconds in singles]
    costs |= {"median_us": metrics.percentile(micros, 0.5), "p99_us": metrics.percentile(micros, 0.99)}
    if task.kind == "discovery":
        return given, costs
    return [Answer(label, "assigned", NAN, float(score), label) for label, score in given], costs
