"""The weights: logistic regression within bounds."""
import numpy as np
from scipy import sparse

from .texts import MADE, MADE_SIGNALS, UNLIKE
from .tool import (HEADLINE_BUCKETS, NUMBER_HASH, PAIR_BUCKETS, SIGNALS, WEIGHT_SCALE,
                   WORD_BUCKETS, read_hashes)
from .vocabulary import DIGIT_LETTERS, mix

# Signals whose weight may not be negative (+) or not be positive (-), so that
# no disguise and no shouting ever lowers a score; base and the rest are free.
SIGNS = {s: +1 for s in SIGNALS}
SIGNS.update(base=0, words=0, pairs=0, headline=0, questions=0, too_short=-1, foreign=-1)

# Signals that are sums of the weights of a table each, and how many entries the tables have.
SUMS = ['words', 'pairs', 'headline']
ENTRIES = 2 * (WORD_BUCKETS + PAIR_BUCKETS + HEADLINE_BUCKETS)

# How a text is laid out tells junk from the news of the sets, but as well a
# market notice, a league table or a recipe from it.  What is merely strange
# may add this much to what accuses, and no more.
MANNER = {'symbols', 'repeated_lines', 'repeated_phrases', 'few_stop_words', 'word_length',
          'unended_lines', 'short_lines'}
MANNER_LIMIT = 0.25

# A word or pair accuses by so many times the log of how much oftener junk has
# it than clean text at most, and a rate is no less than so many in a million.
# Of a kind with fewer words in headlines than this, their rates are no measure.
EVIDENCE = 2.0
RARE = 10e-6
RARE_IN_HEADLINES = 30e-6
ENOUGH_OF_HEADLINES = 2000

# Of a text that says nothing the model thinks this at most: of a kind never
# seen, there is little else to go by.
BASE_LIMIT = -1.6

ENTRY_PENALTY = 2.5e-6
SIGNAL_PENALTY = 3e-4

# What is known of the accusing signals before the data speak: that they accuse.
SIGNAL_PRIOR = 1.0
STEPS = 150
MADE_STEPS = 30


def tables(weights):
    """The part of every table: words, pairs of words, headlines."""
    return np.split(weights[:ENTRIES], [2 * WORD_BUCKETS, 2 * (WORD_BUCKETS + PAIR_BUCKETS)])


def matrix(entries, scales):
    """A row for each text: the vocabulary's entries that are in it, however often, scaled."""
    sizes = [len(e) for e in entries]
    x = sparse.csr_matrix((np.ones(sum(sizes)), np.concatenate(entries).astype(np.int32),
                           np.concatenate([[0], np.cumsum(sizes)])),
                          (len(entries), ENTRIES))
    x.sum_duplicates()
    x.data[:] = 1
    return (sparse.diags(scales) @ x).tocsr()


def prior():
    """What the weights are before the data speak, and how firmly."""
    expected = np.zeros(ENTRIES + len(SIGNALS))
    expected[-len(SIGNALS):] = [SIGNAL_PRIOR if SIGNS[name] > 0 and name not in MANNER else 0
                                for name in SIGNALS]
    penalty = np.concatenate([np.full(ENTRIES, ENTRY_PENALTY),
                              [0 if name == 'base' else SIGNAL_PENALTY for name in SIGNALS]])
    return expected, penalty


def descend(loss_and_gradient, scale, w, low, high, steps):
    """Accelerated projected gradient from w on, each weight with steps of its own scale."""
    v, momentum, step = w.copy(), 1.0, 1.0
    loss, g = loss_and_gradient(v)
    for _ in range(steps):
        while True:
            new = np.clip(v - step * scale * g, low, high)
            new_loss, _ = loss_and_gradient(new)
            d = new - v
            if new_loss <= loss + g @ d + (d / scale) @ d / (2 * step) + 1e-12:
                break
            step /= 2
        following = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
        if ((v - new) / scale) @ (new - w) > 0:
            following = 1.0         # going uphill: forget the momentum
        v = new + (momentum - 1) / following * (new - w)
        change = np.abs(new - w).max()
        w, momentum = new, following
        loss, g = loss_and_gradient(v)
        step *= 1.1
        if change < 1e-3:
            break
    return w


def fit(x, signals, junk, weights, low, high, steps):
    """Logistic regression; low and high bound the weights."""
    nentries = x.shape[1]
    left = x.T.tocsr()
    expected, penalty = prior()
    s = signals.copy()
    s[:, [SIGNALS.index(name) for name in SUMS]] = 0
    share = weights / weights.sum()

    def loss_and_gradient(w):
        z = np.clip(x @ w[:nentries] + s @ w[nentries:], -40, 40)
        p = 1 / (1 + np.exp(-z))
        loss = (share * (np.logaddexp(0, z) - junk * z)).sum()
        loss += 0.5 * (penalty * (w - expected) ** 2).sum()
        d = (p - junk) * share
        return loss, np.concatenate([left @ d, s.T @ d]) + penalty * (w - expected)

    # steps as long as each weight's own curvature allows, so that rare words learn too
    curvature = np.concatenate([left.power(2) @ share, s.T ** 2 @ share]) / 4 + penalty
    return descend(loss_and_gradient, 1 / np.maximum(curvature, 1e-9), np.clip(expected, low, high),
                   low, high, steps)


def fit_all(x, signals, junk, weights, made, low, high):
    """All weights on the texts as they are, then on the made ones too those that need them."""
    w = fit(x, signals, junk, np.where(made, 0, weights), low, high, STEPS)
    free = np.zeros(len(w), bool)
    free[[x.shape[1] + SIGNALS.index(name) for name in MADE_SIGNALS]] = True
    return fit(x, signals, junk, weights, np.where(free, low, w), np.where(free, high, w), MADE_STEPS)


def number_like(tool, spellings):
    """The hashes of the words among these that may be written as a number."""
    words = [w for w in spellings if set(w) <= DIGIT_LETTERS and len(w) > 1]
    return np.array(sorted(h for _, h in read_hashes(tool, words)), np.uint64)


def bound_pairs(pairs, number_words, seen, low, high):
    """No pair gains by a word written as a number, none loses by a number."""
    mixed = mix(seen.hashes[:-1], seen.hashes[1:])
    is_number = seen.hashes == NUMBER_HASH
    may_be = np.isin(seen.hashes, number_words)
    high[np.isin(pairs.flat(), mixed[may_be[:-1] | may_be[1:]])] = 0
    low[np.isin(pairs.flat(), mixed[is_number[:-1] | is_number[1:]])] = 0


def kinds(texts):
    """The groups of texts as people write them, each as (junk, a mask of its texts)."""
    groups = np.array([t.group for t in texts])
    junk = np.array([t.junk for t in texts])
    return [(junk[groups == name].any(), groups == name)
            for name in sorted(set(groups) - set(MADE) - set(UNLIKE))]


def evidence(entries, texts):
    """How much oftener junk has each entry than clean text, as a logarithm: the
    kind of junk that has it oftest against the kind of clean text that does.
    Words of headlines are set against all words of headlines."""
    x = matrix(entries, np.ones(len(entries)))
    in_headline = np.arange(ENTRIES) >= 2 * (WORD_BUCKETS + PAIR_BUCKETS)
    rates = {True: [], False: []}
    for is_junk, mask in kinds(texts):
        found = mask.astype(float) @ x
        rates[is_junk].append(found / np.where(
            in_headline, max(found[in_headline].sum(), ENOUGH_OF_HEADLINES),
            found[:2 * WORD_BUCKETS].sum()))
    rare = np.where(in_headline, RARE_IN_HEADLINES, RARE)
    junk, clean = (np.max(rates[kind], axis=0) + rare for kind in (True, False))
    return np.log(junk / clean)


def bound(vocabularies, seen, in_headlines, number_words, grammar, evident):
    """The least and the greatest weight of every entry and signal; seen are the
    words of the texts in a row, of which pairs are made, and of their headlines."""
    words, pairs, headline = vocabularies
    low = np.full(ENTRIES, -127 / WEIGHT_SCALE)
    high = np.clip(EVIDENCE * evident, 0, -low)
    word_high, pair_high, headline_high = tables(high)
    _, pair_low, headline_low = tables(low)
    word_high[np.isin(words.flat(), grammar)] = 0
    word_high[np.isin(words.flat(), number_words)] = 0
    headline_high[np.isin(headline.flat(), number_words)] = 0
    bound_pairs(pairs, number_words, seen, pair_low, pair_high)
    bound_pairs(headline, number_words, in_headlines, headline_low, headline_high)
    signal_low = [0 if SIGNS[name] > 0 else -np.inf for name in SIGNALS]
    signal_high = [MANNER_LIMIT if name in MANNER else 0 if SIGNS[name] < 0 else np.inf
                   for name in SIGNALS]
    signal_high[SIGNALS.index('base')] = BASE_LIMIT
    return np.concatenate([low, signal_low]), np.concatenate([high, signal_high])
