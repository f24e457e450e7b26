"""What the module sees in texts, read through script/spam-features.c."""
import os
import struct
import subprocess

import numpy as np

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
SPAM = os.path.join(ROOT, 'src', 'spam')

# As in src/spam: vocabulary.h, signals.h, signals.c.
WORD_BUCKETS = 8192
PAIR_BUCKETS = 8192
HEADLINE_BUCKETS = 4096
NUMBER_HASH = 0x23
HEADLINE_HASH = 0x48
WEIGHT_SCALE = 32.0
SIGNALS = '''base words pairs headline disguised shouting exclamation mark_runs questions emoji
    symbols tags curiosity listicle sensation adult action money teasers links bare_links shorteners contacts
    repeated_lines repeated_phrases few_stop_words word_length unended_lines short_lines too_short
    foreign'''.split()
SOURCES = ['src/spam/survey.c', 'src/spam/survey_line.c', 'src/spam/survey_link.c',
           'src/spam/survey_number.c', 'src/spam/survey_odd.c', 'src/spam/gap.c',
           'src/spam/headline.c', 'src/spam/restore.c', 'src/spam/signals.c', 'src/spam/score.c',
           'src/spam/explain.c',
           'src/spam/own.c', 'src/spam/own_features.c', 'src/spam/own_score.c',
           'src/text/token.c', 'src/text/careful.c', 'src/text/classify.c', 'src/text/fold_table.c',
           'test/fuzz/host_malloc.c', 'script/spam-features.c']


def build(model, tool):
    """Compile script/spam-features.c against a model."""
    subprocess.run([os.environ.get('CC', 'cc'), '-std=gnu99', '-O2', '-I', os.path.join(ROOT, 'src'),
                    '-o', tool, model] + [os.path.join(ROOT, s) for s in SOURCES] + ['-lm'],
                   check=True)


def run(tool, mode, texts):
    records = b''.join(struct.pack('<I', len(t)) + t for t in texts)
    return subprocess.run([tool, mode], input=records, stdout=subprocess.PIPE, check=True).stdout


def read_words(tool, mode, texts):
    """Of each text: the hashes of its words, or of those in headlines."""
    out = np.frombuffer(run(tool, mode, texts), dtype='<u8')
    result, at = [], 0
    for _ in texts:
        n = int(out[at])
        result.append(out[at + 1:at + 1 + n])
        at += 1 + n
    return result


def read_survey(tool, texts):
    """Of each text: its signals, a row; what weights are multiplied by; the entries it has."""
    out = memoryview(run(tool, 'survey', texts))
    signals, scales, entries = np.empty((len(texts), len(SIGNALS))), np.empty(len(texts)), []
    at = 0
    for i in range(len(texts)):
        *signals[i], scales[i] = np.frombuffer(out, '<f8', len(SIGNALS) + 1, at)
        at += 8 * (len(SIGNALS) + 1)
        n = struct.unpack_from('<Q', out, at)[0]
        entries.append(np.frombuffer(out, '<u4', n, at + 8))
        at += 8 + 4 * n
    return signals, WEIGHT_SCALE * scales, entries


def read_scores(tool, texts):
    return np.frombuffer(run(tool, 'score', texts), '<f8')


def read_hashes(tool, phrases):
    out = np.frombuffer(run(tool, 'hash', [p.encode() for p in phrases]), '<u8').reshape(-1, 2)
    return [(int(n), int(h)) for n, h in out]
