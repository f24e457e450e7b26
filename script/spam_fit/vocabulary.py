"""Which words and pairs of words the vocabulary keeps (src/spam/vocabulary.h)."""
import os

import numpy as np

from .tool import HEADLINE_BUCKETS, HEADLINE_HASH, NUMBER_HASH, PAIR_BUCKETS, SPAM, WEIGHT_SCALE, WORD_BUCKETS, read_hashes


def mix(a, b):
    """np_mix of vocabulary.h."""
    h = (a ^ (b << np.uint64(27) | b >> np.uint64(37))) * np.uint64(0x9E3779B97F4A7C15)
    return h ^ h >> np.uint64(32)


def read_lexicon(data):
    """Phrases by category, in the order of the file's sections."""
    sections, name = {}, None
    for line in open(os.path.join(SPAM, 'lexicon.txt')):
        line = line.strip()
        if line.startswith('['):
            name = line[1:-1]
            sections[name] = []
        elif line and not line.startswith('#'):
            sections[name].append(line)
    obscene = os.path.join(data, 'lexicons', 'ldnoobw', 'en')
    if os.path.exists(obscene):
        sections['adult'] += [w for w in open(obscene).read().split('\n') if w.isalpha()]
    shorteners = os.path.join(data, 'lexicons', 'url_shorteners.txt')
    if os.path.exists(shorteners):
        for line in open(shorteners):
            parts = line.strip().strip('/').replace('\\', '').split('.')
            if len(parts) == 2 and all(len(p) > 1 and p.isalnum() for p in parts):
                sections['shortener'].append(' '.join(parts))
    return sections


ACCUSING = ('curiosity', 'sensation', 'adult', 'action', 'money', 'teaser')

# Letters that digits can stand for: a word of these alone may be written as a
# number, which no one can tell from a number.  Such words bear no positive
# weight, and those of the likelier letters are in no category that accuses.
DIGIT_LETTERS = set('oilzeasgtb')
NUMBER_LETTERS = set('oileast')

# A word of the lexicon that so many of the news stories have accuses nobody.
COMMON = 0.02

# Words and pairs that fewer texts have are not learnt; the most frequent words
# always are; and the tables are filled up to so much.
MIN_TEXTS = 5
MIN_PAIR_TEXTS = 8
FREQUENT = 3000
FULL = 0.95


class Vocabulary:
    """Which words and pairs have an entry, and where."""

    def __init__(self, buckets):
        self.hashes = np.zeros((buckets, 2), np.uint64)
        self.tags = np.zeros((buckets, 2), np.uint16)
        self.categories = np.zeros((buckets, 2), np.uint8)
        self.weights = np.zeros((buckets, 2), np.int64)
        self.used = 0

    def add(self, h, category=0):
        """Give the hash an entry; False if its bucket is full."""
        h = int(h)
        bucket, tag = h % len(self.tags), (h >> 48) or 1
        for i in range(2):
            if self.tags[bucket, i] == tag:
                if category and not self.categories[bucket, i]:
                    self.categories[bucket, i] = category
                return True
            if self.tags[bucket, i] == 0:
                self.hashes[bucket, i] = h
                self.tags[bucket, i] = tag
                self.categories[bucket, i] = category
                self.used += 1
                return True
        return False

    def set_weights(self, weights):
        self.weights = np.rint(weights * WEIGHT_SCALE).astype(int).reshape(-1, 2)

    def flat(self):
        """The hash of every entry, in the order of their numbers."""
        return self.hashes.reshape(-1)

    def contains(self, hashes):
        """Which of an array of hashes have an entry."""
        tags = (hashes >> np.uint64(48)).astype(np.uint16)
        tags[tags == 0] = 1
        return (self.tags[(hashes % np.uint64(len(self.tags))).astype(np.int64)] == tags[:, None]).any(1)


class Words:
    """The words of texts in a row, as hashes, and whose each is: 0 before every
    line and so before every text."""

    def __init__(self, hashes, owner):
        self.hashes = hashes
        self.owner = owner

    @classmethod
    def of(cls, texts_words):
        return cls(np.concatenate(texts_words),
                   np.repeat(np.arange(len(texts_words)), [len(w) for w in texts_words]))

    def found(self):
        """The distinct hashes, and for each text that has one: the text's number and the hash's."""
        values, index = np.unique(self.hashes, return_inverse=True)
        return (values, *np.divmod(np.unique(self.owner * np.int64(len(values)) + index), len(values)))

    def pairs(self, vocabulary):
        """The pairs in the same form; 0 where the vocabulary lacks either word."""
        known = (vocabulary.contains(self.hashes) | (self.hashes == NUMBER_HASH)) & (self.hashes != 0)
        hashes = np.where(known[:-1] & known[1:], mix(self.hashes[:-1], self.hashes[1:]), 0)
        return Words(hashes, self.owner[1:])


def document_rates(words, weights, junk, limit):
    """Hashes that so many texts have, with the weight of the junk and of the clean texts that do."""
    values, owner, index = words.found()
    rates = [np.bincount(index, np.where(junk == kind, weights, 0)[owner], len(values))
             / weights[junk == kind].sum() for kind in (1, 0)]
    keep = (np.bincount(index, minlength=len(values)) >= limit) & (values != 0) & (values != NUMBER_HASH)
    return values[keep], rates[0][keep], rates[1][keep]


def telling(p, q):
    """How much a feature tells that p of junk and q of clean texts have (a chi-square)."""
    return (p - q) ** 2 / (p + q + 1e-4)


def frequent_in(words, texts, share):
    """The hashes that more than a share of the texts in a mask have."""
    values, owner, index = words.found()
    return set(values[np.bincount(index, texts[owner], len(values)) > share * texts.sum()].tolist())


def place_lexicon(tool, sections, vocabulary, pairs, common):
    """Give the lexicon's words and pairs an entry; what is common accuses nobody."""
    for name in ACCUSING:
        sections[name] = [p for p in sections[name]
                          if not any(set(w) <= NUMBER_LETTERS for w in p.split())]
    phrases = []
    for number, name in enumerate(sections, 1):
        for phrase, (n, h) in zip(sections[name], read_hashes(tool, sections[name])):
            if n == 1:
                vocabulary.add(h, 0 if name in ACCUSING and h in common else number)
            else:
                phrases.append((phrase, h, number))
    # a pair needs its words
    parts = sorted({w for phrase, _, _ in phrases for w in phrase.split()})
    for _, h in read_hashes(tool, parts):
        vocabulary.add(h)
    for _, h, category in phrases:
        pairs.add(h, category)


def fill(vocabulary, values, order):
    """Take the values in this order until the vocabulary is nearly full."""
    for h in values[np.argsort(-order, kind='stable')]:
        if vocabulary.used >= FULL * 2 * len(vocabulary.tags):
            break
        vocabulary.add(h)


def grammar(tool, sections):
    """The hashes of the words that say nothing by themselves, nor a pair of them: "are you"."""
    return np.array(sorted(h for _, h in read_hashes(tool, sections['stop'])), np.uint64)


def headline_pairs(words):
    """Pairs of words of headlines in a row, the beginning of each being the first."""
    first, second = words.hashes[:-1], words.hashes[1:]
    hashes = np.where((first != 0) & (second != 0) & (second != HEADLINE_HASH), mix(first, second), 0)
    return Words(hashes, words.owner[1:])


def choose_headline(words, known, weights, junk):
    """The vocabulary of headlines: words that are known in any text, for others are not
    seen through a disguise, and pairs of them."""
    vocabulary = Vocabulary(HEADLINE_BUCKETS)
    plain = known.contains(words.hashes) | np.isin(words.hashes, [HEADLINE_HASH, NUMBER_HASH])
    words = Words(np.where(plain, words.hashes, 0), words.owner)
    rates = [document_rates(words, weights, junk, MIN_TEXTS),
             document_rates(headline_pairs(words), weights, junk, MIN_PAIR_TEXTS)]
    values, p, q = (np.concatenate(parts) for parts in zip(*rates))
    keep = values != HEADLINE_HASH
    fill(vocabulary, values[keep], telling(p, q)[keep])
    return vocabulary


def choose(tool, sections, words, in_headlines, weights, junk, news):
    """The vocabulary's words and pairs for texts of such weights; news is a mask."""
    vocabulary, pairs = Vocabulary(WORD_BUCKETS), Vocabulary(PAIR_BUCKETS)
    place_lexicon(tool, sections, vocabulary, pairs, frequent_in(words, news, COMMON))
    values, p, q = document_rates(words, weights, junk, MIN_TEXTS)
    for h in values[np.argsort(-(p + q), kind='stable')][:FREQUENT]:
        vocabulary.add(h)
    for h in document_rates(in_headlines, weights, junk, MIN_TEXTS)[0]:
        if h != HEADLINE_HASH:
            vocabulary.add(h)
    fill(vocabulary, values, telling(p, q))
    found = words.pairs(vocabulary)
    says_nothing = np.isin(words.hashes, grammar(tool, sections)) | (words.hashes == NUMBER_HASH)
    found.hashes[says_nothing[:-1] & says_nothing[1:]] = 0
    values, p, q = document_rates(found, weights, junk, MIN_PAIR_TEXTS)
    fill(pairs, values, telling(p, q))
    return vocabulary, pairs
