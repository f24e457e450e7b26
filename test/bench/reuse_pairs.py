"""Pairs of texts of which it is known whether they are copies or one form
filled in twice: what test/bench/reuse measures and script/fit-kind fits."""
import datetime
import os
import random
import re

from benchlib import HERE, articles, corpus

NAMES = """Abernathy Bancroft Calderon Dunmore Eastlake Farnsworth Gilchrist Hollis Ingram Jessup
Kirkland Lowell Marston Norwood Oakhurst Pemberton Quincy Radcliffe Stanhope Thornton Upton Vance
Wexford Yardley""".split()
MONTHS = "January March May July October".split()


class Pairs:
    """texts: (a, b); template: the label of each; groups: who wrote it, for
    leaving one out; ids: (a, b)."""

    def __init__(self):
        self.texts, self.template, self.groups, self.ids = [], [], [], []

    def add(self, a, b, template, group, ids=("", "")):
        self.texts.append((a.replace("\0", ""), b.replace("\0", "")))
        self.template.append(bool(template))
        self.groups.append(group)
        self.ids.append(tuple(ids))


def corrections():
    """{(a, b): template} of the pairs of senate_press whose label was found
    wrong by reading; the file holds the identifiers only."""
    with open(os.path.join(HERE, "reuse_labels"), encoding="utf-8") as f:
        rows = [line.split() for line in f if line.strip() and not line.startswith("#")]
    return {(a, b): label == "template" for a, b, label in rows}


def senate(corrected):
    """Joint releases of two offices, and one office's form letters."""
    docs = corpus("senate_press")
    if docs is None:
        return None
    bodies = {row["id"]: row["body"] for row in docs}
    right = corrections() if corrected else {}
    pairs = Pairs()
    for file, template in (("cross_senator_pairs", False), ("template_pairs", True)):
        for row in corpus("senate_press", file):
            ids = row["a"], row["b"]
            pairs.add(bodies[ids[0]], bodies[ids[1]], right.get(ids, template),
                      ids[0].split("/")[0], ids)
    return pairs


def with_title(row):
    return (row["title"] or "") + "\n\n" + row["body"]


def day(row):
    return datetime.datetime.strptime(row["date"].strip()[:11].strip(), "%d-%b-%Y")


def reuters_pairs():
    """Pairs of stories with half of the shorter one's words in common, and how
    many days lie between them."""
    docs = corpus("reuters21578")
    if docs is None:
        return None
    rows = {row["id"]: row for row in docs}
    pairs = [(rows[pair["a"]], rows[pair["b"]]) for pair in corpus("reuters21578", "silver_pairs")
             if pair["containment5"] >= 0.5]
    return [(a, b, abs((day(a) - day(b)).days)) for a, b in pairs]


def tickers(row):
    return {t.split(".")[0] for t in re.findall(r"<([A-Z.]+)>", row["title"] or "")}


def reuters():
    """Newswire notices: different companies (no ticker, and no beginning of the
    headline, in common) or the same one more than three days later are
    templates; the same company within three days is a copy."""
    found = reuters_pairs()
    if found is None:
        return None
    pairs = Pairs()
    for a, b, days in found:
        ta, tb = tickers(a), tickers(b)
        if not ta or not tb:
            continue
        if ta & tb:
            template = days > 3
        elif (any(x[:3] == y[:3] for x in ta for y in tb) or
              re.findall(r"[A-Z]{2,}", a["title"])[0] == re.findall(r"[A-Z]{2,}", b["title"])[0]):
            continue                # perhaps one company under two tickers
        else:
            template = True
        pairs.add(with_title(a), with_title(b), template, "reuters", (a["id"], b["id"]))
    return pairs


def bulletins():
    """What a newswire sends by the day or week, without a company: rates, crops,
    interventions.  More than three days later the form is filled in anew; under
    the same headline on the same day it is the story again."""
    found = reuters_pairs()
    if found is None:
        return None
    pairs = Pairs()
    for a, b, days in found:
        same_words = re.findall(r"\w+", with_title(a)) == re.findall(r"\w+", with_title(b))
        if tickers(a) or tickers(b) or same_words:
            continue
        if days > 3 or (days == 0 and a["title"] and a["title"] == b["title"]):
            pairs.add(with_title(a), with_title(b), days > 3, "bulletins", (a["id"], b["id"]))
    return pairs


def planted():
    """Articles into which runs of sentences of others were put."""
    docs, copies = corpus("huffpost_partial_copy"), corpus("huffpost_partial_copy", "copies")
    if docs is None or copies is None:
        return None
    bodies = {row["id"]: row["body"] for row in docs}
    pairs = Pairs()
    for row in copies:
        pairs.add(bodies[row["orig"]], bodies[row["id"]], False, "planted", (row["orig"], row["id"]))
    return pairs


def natural():
    """Near-duplicates that editors made: containment of 5-word shingles from 0.6 up."""
    pairs = Pairs()
    for name in ("bbc", "fnc1_bodies", "allsides_articles", "albanian_fake"):
        rows = {row["id"]: row for row in corpus(name) or []}
        for pair in (corpus(name, "silver_pairs") or []) if rows else []:
            # train:292 and train:553 are one death hoax with two singers
            if pair["containment5"] >= 0.6 and (pair["a"], pair["b"]) != ("train:292", "train:553"):
                pairs.add(with_title(rows[pair["a"]]), with_title(rows[pair["b"]]), False, name,
                          (pair["a"], pair["b"]))
    return pairs if pairs.texts else None


# What follows is made from articles, with a seed.

def stories():
    rows, what = articles(3000, "allsides_articles", "bbc")
    return [row["body"] for row in rows if len(row["body"]) > 1500], what


def beginning(numbers, text):
    return text[:numbers.choice([1500, 2500, 4000])]


def letters(bodies, count, seed=7):
    """Form letters: one name, at all its places, and one figure replaced."""
    numbers, pairs = random.Random(seed), Pairs()
    while len(pairs.texts) < count:
        a = beginning(numbers, numbers.choice(bodies))
        names = [w for w in sorted(set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", a)))
                 if len(re.findall(rf"\b{w}\b", a)) <= 4 and w.lower() not in a]
        figures = re.findall(r"\b\d[\d,.]*\d\b", a)
        if not names or not figures:
            continue
        figure = numbers.choice(figures)
        other = re.sub(r"\d", lambda _: str(numbers.randint(1, 9)), figure)
        name = numbers.choice([n for n in NAMES if n not in a])
        b = re.sub(rf"\b{numbers.choice(names)}\b", name, a)
        b = re.sub(rf"(?<![\d,.]){re.escape(figure)}(?!\d)", other, b)
        if other not in a:
            pairs.add(a, b, True, "letters")
    return pairs


def updates(bodies, count, seed=8):
    """Stories brought up to date: one to three figures rise, some sentences are
    put in, cut out or touched."""
    numbers, pairs = random.Random(seed), Pairs()
    while len(pairs.texts) < count:
        a = beginning(numbers, numbers.choice(bodies))
        sentences = re.split(r"(?<=[.!?]) ", a)
        figures = sorted(set(re.findall(r"(?<![\w,.$/-])[1-9]\d(?![\w,./-])", a)))
        if len(sentences) < 6 or not figures:
            continue
        changed = min(len(figures), numbers.choice([1, 1, 2, 3]))
        for figure in numbers.sample(figures, changed):
            other = str(int(figure) + numbers.randint(1, 9))
            if not re.search(rf"\b{other}\b", a):
                sentences = [re.sub(rf"(?<![\w,.$/-]){figure}(?![\w,./-])", other, s)
                             for s in sentences]
        for _ in range(numbers.randint(changed - 1, changed + 1)):
            i, how = numbers.randrange(1, len(sentences)), numbers.random()
            if how < 0.35 and len(sentences) > 4:
                del sentences[i]
            elif how < 0.8:
                news = re.split(r"(?<=[.!?]) ", numbers.choice(bodies)[:3000])
                sentences.insert(i, numbers.choice(news))
            else:
                words = sentences[i].split(" ")
                k = numbers.randrange(len(words))
                words[k] = numbers.choice(["reportedly", "also", "still", "now"]) \
                    if numbers.random() < 0.5 else words[k][:-1] or words[k]
                sentences[i] = " ".join(words)
        pairs.add(a, " ".join(sentences), False, "updates")
    return pairs


def wrapped(bodies, count, seed=9):
    """Wire stories between the headers and footers of two papers, whose bylines,
    dates and telephone numbers stand in the same form."""
    numbers, pairs = random.Random(seed), Pairs()

    def name():
        return numbers.choice(NAMES)

    def wrap(text):
        return (f"{numbers.choice(['The Daily', 'Evening', 'Morning'])} {name()}\n"
                f"By {name()} {name()}\n"
                f"{numbers.choice(MONTHS)} {numbers.randint(1, 28)}, 20{numbers.randint(1, 24):02}\n"
                f"{text}\n"
                f"Contact {name()} {name()} at 555-{numbers.randint(0, 9999):04}. "
                f"Copyright {name()} Media.")

    while len(pairs.texts) < count:
        a = numbers.choice(bodies)[:numbers.choice([800, 1500, 2500, 4000])]
        sentences = re.split(r"(?<=[.!?]) ", a)
        if numbers.random() < 0.5 and len(sentences) > 4:
            sentences = sentences[:len(sentences) * 3 // 4]
        if numbers.random() < 0.3 and len(sentences) > 4:
            del sentences[numbers.randrange(1, len(sentences))]
        pairs.add(wrap(a), wrap(" ".join(sentences)), False, "wrapped")
    return pairs
