/*-------------------------------------------------------------------------
 *
 * spam-features.c
 *	  What the module sees in texts, for script/fit-spam.
 *
 * The fit reads its features from the very code that scores, so the two
 * cannot disagree.  Texts come on standard input as records: a length (32
 * bits, little endian), then so many bytes.  What goes out, little endian:
 *
 *	hash	for each record, a phrase of one or two words: how many words, and
 *			the hash of the word or of the pair (64 bits each)
 *	words	for each record: how many hashes follow (64 bits), then the hashes
 *			of its words that may be in the vocabulary, 0 where no pair may reach
 *			over
 *	headline	for each record: the same of its words in headlines
 *	survey	for each record: the signals' values (doubles), what the vocabulary's
 *			weights are multiplied by (double), how many entries of the
 *			vocabulary follow (64 bits), then their numbers (32 bits), of a pair
 *			plus the number of word entries
 *	score	for each record: its score (double)
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "spam/features.h"
#include "spam/score.h"
#include "spam/signals.h"

/* Numbers that are collected for one record. */
typedef struct Collected
{
	uint64_t   *values;
	size_t		count;
	size_t		room;
} Collected;

static void
collect(Collected *c, uint64_t value)
{
	if (c->count == c->room)
	{
		c->room = c->room ? 2 * c->room : 1024;
		c->values = np_realloc(c->values, c->room * sizeof(uint64_t));
	}
	c->values[c->count++] = value;
}

static void
put(const void *data, size_t size)
{
	if (fwrite(data, 1, size, stdout) != size)
	{
		perror("spam-features: cannot write");
		exit(1);
	}
}

static void
put_count(uint64_t count)
{
	put(&count, sizeof(count));
}

/* Letters and digits, as they stand: whoever writes more digits for letters has another word. */
static bool
is_mixed(const NpSeenWord *word)
{
	return word->hash == word->spelling && (word->flags & NP_WORD_DIGIT) &&
		(word->flags & NP_WORD_ALPHA);
}

static void
collect_word(void *state, const NpSeenWord *word)
{
	if (word->in_link)
		return;
	if (word->begins_line)
		collect(state, 0);
	if (np_in_vocabulary(word))
		collect(state, is_mixed(word) ? 0 : word->hash);
}

static void
collect_headline_word(void *state, const NpSeenWord *word)
{
	if (!word->in_headline)
		return;
	if (word->headline_before == NP_HEADLINE_HASH)
		collect(state, NP_HEADLINE_HASH);
	collect(state, is_mixed(word) ? 0 : word->hash);
}

static void
collect_entries(void *state, const NpSeenWord *word)
{
	if (word->in_link || !np_in_vocabulary(word))
		return;
	if (np_is_known(word->entry))
		collect(state, word->entry - np_default_words[0]);
	if (np_is_known(word->pair))
		collect(state, 2 * NP_WORD_BUCKETS + (word->pair - np_default_pairs[0]));
	if (np_is_known(word->headline))
		collect(state, 2 * (NP_WORD_BUCKETS + NP_PAIR_BUCKETS) +
				(word->headline - np_default_headline[0]));
	if (np_is_known(word->headline_pair))
		collect(state, 2 * (NP_WORD_BUCKETS + NP_PAIR_BUCKETS) +
				(word->headline_pair - np_default_headline[0]));
}

static void
put_hash(const unsigned char *text, size_t length)
{
	Collected	words = {0};
	NpWatcher	watcher = {.state = &words, .word = collect_word};
	NpFeatures	features;

	np_survey(text, length, &watcher, &features);
	/* the first is the 0 of the line's beginning */
	put_count(words.count - 1);
	put_count(words.count == 3 ? np_mix(words.values[1], words.values[2]) : words.values[1]);
	np_free(words.values);
}

static void
put_collected(const unsigned char *text, size_t length,
			  void (*collect) (void *state, const NpSeenWord *word))
{
	Collected	words = {0};
	NpWatcher	watcher = {.state = &words, .word = collect};
	NpFeatures	features;

	np_survey(text, length, &watcher, &features);
	put_count(words.count);
	put(words.values, words.count * sizeof(uint64_t));
	np_free(words.values);
}

static void
put_words(const unsigned char *text, size_t length)
{
	put_collected(text, length, collect_word);
}

static void
put_headline(const unsigned char *text, size_t length)
{
	put_collected(text, length, collect_headline_word);
}

static void
put_survey(const unsigned char *text, size_t length)
{
	Collected	entries = {0};
	NpWatcher	watcher = {.state = &entries, .word = collect_entries, .everything = true};
	NpFeatures	features;
	double		values[NP_SIGNALS];
	double		scale;

	np_survey(text, length, &watcher, &features);
	np_signal_values(&features, values);
	scale = np_vocabulary_scale(&features);
	put(values, sizeof(values));
	put(&scale, sizeof(scale));
	put_count(entries.count);
	for (size_t i = 0; i < entries.count; i++)
	{
		uint32_t	entry = (uint32_t) entries.values[i];

		put(&entry, sizeof(entry));
	}
	np_free(entries.values);
}

static void
put_score(const unsigned char *text, size_t length)
{
	double		score = np_spam_score(text, length);

	put(&score, sizeof(score));
}

int
main(int argc, char **argv)
{
	static const struct
	{
		const char *name;
		void		(*put) (const unsigned char *text, size_t length);
	}			modes[] = {
		{"hash", put_hash}, {"words", put_words}, {"headline", put_headline},
		{"survey", put_survey}, {"score", put_score},
	};
	unsigned char *text = NULL;
	uint32_t	length;

	for (size_t i = 0; argc == 2 && i < sizeof(modes) / sizeof(modes[0]); i++)
	{
		if (strcmp(argv[1], modes[i].name) != 0)
			continue;
		while (fread(&length, sizeof(length), 1, stdin) == 1)
		{
			text = np_realloc(text, length);
			if (fread(text, 1, length, stdin) != length)
			{
				fprintf(stderr, "spam-features: record cut short\n");
				return 1;
			}
			modes[i].put(text, length);
		}
		return 0;
	}
	fprintf(stderr, "usage: spam-features hash|words|headline|survey|score\n");
	return 2;
}
