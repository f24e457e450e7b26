"""The texts that the spam benchmark judges by, and what it compares with."""
import os
import subprocess
import tempfile
import time
import zlib

import numpy

from benchlib import HERE, corpus

# Labelled sets, and their label for junk.
LABELLED = {"clickbait_headlines": "clickbait", "youtube_spam": "spam", "sms_spam": "spam",
            "enron_spam": "spam"}
# Clean news: wire stories, articles, press releases.
NEWS = ("reuters21578", "allsides_articles", "senate_press")


class Text:
    """A text, and what is known of it."""

    def __init__(self, row, junk):
        title, body = row.get("title") or "", row["body"] or ""
        self.title = "" if title == body else title
        self.body = body.replace("\0", "")
        self.text = f"{self.title}\n\n{self.body}" if self.title else self.body
        self.junk = junk
        # never fitted on, by the rule of script/fit-spam
        self.held_out = zlib.crc32(str(row["id"]).encode()) % 5 == 0


def labelled(name):
    return [Text(row, row["label"] == LABELLED[name]) for row in corpus(name)]


def clean(name):
    return [Text(row, False) for row in corpus(name)]


def unseen_kinds():
    """[(kind, text)] of test/bench/kinds.txt"""
    with open(os.path.join(HERE, "kinds.txt"), encoding="utf-8") as file:
        parts = file.read().split("\n== ")[1:]
    return [(kind, text.strip()) for kind, text in (part.split("\n", 1) for part in parts)]


def auc(scores, junk):
    """Area under the ROC curve: how often a junk text is above a clean one."""
    values, inverse, counts = numpy.unique(scores, return_inverse=True, return_counts=True)
    ranks = (numpy.cumsum(counts) - (counts - 1) / 2)[inverse]
    n, m = junk.sum(), (~junk).sum()
    return (ranks[junk].sum() - n * (n + 1) / 2) / (n * m)


class Bogofilter:
    """Debian's bogofilter with its own settings and a word list of its own; a
    text is given as a mail, its title as the subject."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()

    def write(self, name, texts):
        """The texts as files of a folder, which is what bogofilter reads fastest."""
        folder = os.path.join(self.folder.name, name)
        os.mkdir(folder)
        for i, text in enumerate(texts):
            with open(os.path.join(folder, f"{i:06}"), "w", encoding="utf-8", errors="replace") as file:
                file.write(f"Subject: {' '.join(text.title.split())}\n\n{text.body}\n" if text.title
                           else f"\n{text.body}\n")
        return folder

    def run(self, folder, *options):
        """Give it all files of the folder in one run: (what it prints, seconds)."""
        names = "".join(f"{os.path.join(folder, name)}\n" for name in sorted(os.listdir(folder)))
        start = time.perf_counter()
        out = subprocess.run(["bogofilter", "-C", "-d", self.folder.name, "-b", *options], input=names,
                             check=False, capture_output=True, text=True).stdout
        return out, time.perf_counter() - start

    def train(self, texts):
        """Seconds that it takes."""
        return sum(self.run(self.write(option, [t for t in texts if t.junk == junk]), option)[1]
                   for option, junk in (("-s", True), ("-n", False)))

    def score(self, texts):
        """(scores, seconds)"""
        out, elapsed = self.run(self.write("asked", texts), "-T", "-v")
        scores = numpy.full(len(texts), numpy.nan)
        for line in out.splitlines():
            path, _, score = line.split()[-3:]
            scores[int(os.path.basename(path))] = float(score)
        return scores, elapsed
