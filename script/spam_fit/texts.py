"""The texts that the default model is fitted on, and what each weighs."""
import gzip
import json
import os
import random
import zlib

import numpy as np

from .chat import message
from .tool import SPAM

SEED = 20240607


class Text:
    """A text, junk (1) or clean (0), of a group of texts that are weighed together."""
    __slots__ = ('bytes', 'junk', 'group')

    def __init__(self, text, junk, group):
        self.bytes = text.encode('utf-8', 'replace')
        self.junk = junk
        self.group = group


def held_out(key):
    return zlib.crc32(str(key).encode()) % 5 == 0


def read_set(data, name):
    with gzip.open(os.path.join(data, name, 'docs.jsonl.gz'), 'rt') as lines:
        return [json.loads(line) for line in lines]


def full_text(doc):
    title, body = doc.get('title') or '', doc['body'] or ''
    return body if not title or title == body else title + '\n\n' + body


LABELLED = {'clickbait_headlines': 'clickbait', 'youtube_spam': 'spam', 'sms_spam': 'spam',
            'enron_spam': 'spam'}
NEWS = ['reuters21578', 'allsides_articles', 'senate_press', 'bbc', 'basil', 'huffpost_partial_copy']
PAIRED = [name + ' clean' for name in LABELLED]
PAGES = ['extract_dragnet', 'extract_cleaneval', 'extract_l3sgn1']


def sentences(rng, body):
    """One to four sentences in a row of a body, as short clean text."""
    parts = [p for p in body.replace('\n', ' ').split('. ') if p.strip()]
    if not parts:
        return ''
    n = rng.randint(1, 4)
    at = rng.randrange(len(parts))
    return '. '.join(parts[at:at + n]).strip() + '.'


def read_stop_words():
    with open(os.path.join(SPAM, 'lexicon.txt')) as lines:
        return set(lines.read().split('[stop]')[1].split('[')[0].split())


STOP_WORDS = read_stop_words()


def telegraphic(rng, text):
    """A stretch of clean text as tables, listings and notices have it: no stop
    words, figures between the words, lines of a few words."""
    words = [w for w in text.split() if w.strip('.,:;"').lower() not in STOP_WORDS]
    at = rng.randrange(max(1, len(words) - 60))
    words = words[at:at + rng.randint(10, 60)]
    figures = rng.choice([0, 0.1, 0.3])
    line = rng.randint(3, 12)
    for i, word in enumerate(words):
        if rng.random() < figures:
            words[i] += ' %d' % rng.choice([rng.randint(1, 30), rng.randint(1, 2000)])
        if i % line == line - 1:
            words[i] += '\n'
    return ' '.join(words)


# Latin letters to Cyrillic ones that nobody takes for Latin: what text in a
# language that the vocabulary does not know looks like.
ABROAD = str.maketrans('abcdefghijklmnopqrstuvwxyz', 'ыбцдэфгхижклмнопщрстувшъюз')

DISGUISES = [
    str.maketrans('abcdeghijklmnoprtuvwyz', 'ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ'),
    str.maketrans('aceopxyis', 'асеорхуіѕ'),
    str.maketrans('aeiost', '43105' + '7'),
]


def disguise(rng, text):
    """Hide a third of the words behind small capitals, look-alikes, digits or zero width."""
    words = text.split(' ')
    for i, word in enumerate(words):
        if len(word) > 3 and rng.random() < 0.33:
            way = rng.randrange(4)
            words[i] = '\u200b'.join(word) if way == 3 else word.translate(DISGUISES[way])
    return ' '.join(words)


def tag(rng):
    return '(%s) ' % ''.join(rng.sample('BCDEGHKLMNPRTXZbdgkmnptx', rng.randint(1, 2)))


def teaser(rng, title):
    """A junk post as related-post blocks show it: a tag, the title, a cut excerpt."""
    words = (title + ' ' + title).split(' ')
    return '%s%s\n\n%s%s\n\nRead more' % (rng.choice([tag(rng), '']), title,
                                        ' '.join(words[:rng.randint(12, 30)]),
                                        rng.choice(['…', '….', '...']))


def capitals(text):
    """Every Word With A Capital, as some houses print their headlines: no sign of junk."""
    return ' '.join(w[:1].upper() + w[1:] for w in text.split())


def read_texts(data, left_out):
    """The texts to fit on; left_out names sets not to read."""
    rng = random.Random(SEED)
    texts = []

    def add(key, text, junk, group):
        if not held_out(key) and text.strip():
            texts.append(Text(text, junk, group))

    for name, label in LABELLED.items():
        if name in left_out:
            continue
        for doc in read_set(data, name):
            junk = int(doc['label'] == label)
            text = full_text(doc)
            add(doc['id'], text, junk, name + (' junk' if junk else ' clean'))
            if name == 'clickbait_headlines' and not junk and rng.random() < 0.5:
                add(doc['id'], capitals(text), 0, 'capital titles')
            if not junk:
                continue
            if rng.random() < 0.1:
                add(doc['id'], disguise(rng, text), 1, 'disguised junk')
            if name == 'clickbait_headlines' and rng.random() < 0.1:
                add(doc['id'], teaser(rng, text), 1, 'teasers')
    for name in NEWS + PAGES:
        if name in left_out:
            continue
        for i, doc in enumerate(read_set(data, name)):
            add(doc['id'], full_text(doc), 0, name)
            add(doc['id'], doc.get('title') or '', 0, 'titles')
            if i % 4 == 0:
                add(doc['id'], capitals(doc.get('title') or ''), 0, 'capital titles')
            if i % 4 == 0:
                add(doc['id'], sentences(rng, doc['body'] or ''), 0, 'sentences')
                # nobody hides the words of clean text
                add(doc['id'], disguise(rng, sentences(rng, doc['body'] or '')), 1, 'disguised news')
                # nor puts (LE) before its headlines
                add(doc['id'], tag(rng) + full_text(doc)[:300], 1, 'tagged news')
                add(doc['id'], telegraphic(rng, doc['body'] or ''), 0, 'telegraphic')
            if i % 20 == 0:
                add(doc['id'], (doc['body'] or '').lower().translate(ABROAD), 0, 'abroad')
                add(doc['id'], sentences(rng, doc['body'] or '').lower().translate(ABROAD), 0, 'abroad')
    for doc in read_set(data, 'albanian_fake'):
        if doc['label'] == 'true':
            add(doc['id'], full_text(doc), 0, 'albanian_fake')
            add(doc['id'], sentences(rng, doc['body'] or ''), 0, 'albanian_fake')
    for i in range(MESSAGES):
        add('chat %d' % i, message(rng), 0, 'chat')
    return thin_out(rng, texts)


def thin_out(rng, texts):
    """Leave out texts of large clean groups."""
    groups = {}
    for t in texts:
        groups.setdefault(t.group, []).append(t)
    kept = []
    for group in groups.values():
        if len(group) > MAX_GROUP and not group[0].junk and not group[0].group in PAIRED:
            group = rng.sample(group, MAX_GROUP)
        kept += group
    return kept


# What a group's texts weigh together; others 1.
GROUP_WEIGHTS = {'clickbait_headlines junk': 4, 'clickbait_headlines clean': 3,
                 'enron_spam junk': 4, 'enron_spam clean': 4, 'sms_spam junk': 1.3,
                 'sms_spam clean': 2.6, 'youtube_spam junk': 1.3, 'youtube_spam clean': 2.6,
                 'titles': 2, 'sentences': 2, 'telegraphic': 3, 'chat': 2,
                 'disguised junk': 1, 'disguised news': 0.7, 'tagged news': 0.8, 'teasers': 1.3,
                 'abroad': 3, 'capital titles': 2}

# Texts made from others, for what the sets do not have: their signals are
# fitted after all else, which they would bend.
MADE = ['disguised junk', 'disguised news', 'tagged news', 'teasers', 'abroad']
MADE_SIGNALS = ['disguised', 'tags', 'teasers', 'foreign']

# Neither as people write nor in English: what they have of a word tells nothing of its rate.
UNLIKE = ['telegraphic', 'albanian_fake', 'chat', 'capital titles']

# So many messages between people are made up (chat.py).
MESSAGES = 4000

# A false accusation costs so many misses.
ACCUSATION = 5.5

# Of a larger clean group so many texts are enough.
MAX_GROUP = 5000


def weigh(texts):
    sizes = {}
    for t in texts:
        sizes[t.group] = sizes.get(t.group, 0) + 1
    w = np.array([GROUP_WEIGHTS.get(t.group, 1.0) / sizes[t.group] * (1 if t.junk else ACCUSATION)
                  for t in texts])
    return w * len(texts) / w.sum()


def spellings(texts):
    """Every word as it is written, in small letters."""
    result = set()
    for t in texts:
        result.update(t.bytes.decode().lower().split())
    return sorted(result)
