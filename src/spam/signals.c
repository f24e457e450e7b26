/*-------------------------------------------------------------------------
 *
 * signals.c
 *	  From counts to signals: numbers between 0 and 1 that a weight can judge.
 *
 * Two forms serve nearly all of them.  A density grows with a count and is
 * damped by the length of the text: one shout in a thousand words is
 * nothing, in five it is much, and no number of them goes beyond 1.  A share
 * is a part of the whole, 0 up to a bound that ordinary text keeps, and 1
 * from a bound that none does.
 *
 * The bounds of published rules: word length, symbols, repeated lines and
 * stop words after Gopher (Rae et al. 2021, table A1), lines that end in a
 * full stop after C4 (Raffel et al. 2020), short lines after FineWeb
 * (Penedo et al. 2024).
 *
 *-------------------------------------------------------------------------
 */
#include "spam/signals.h"

#include <math.h>
#include <stdbool.h>

const NpSignalInfo np_signal_info[NP_SIGNALS] = {
	[NP_SIGNAL_BASE] = {"base", NP_COUNTS},
	[NP_SIGNAL_WORDS] = {"words", NP_COUNTS},
	[NP_SIGNAL_PAIRS] = {"word pairs", NP_COUNTS},
	[NP_SIGNAL_HEADLINE] = {"headline words", NP_COUNTS},
	[NP_SIGNAL_DISGUISED] = {"disguised words", NP_COUNT_DISGUISED},
	[NP_SIGNAL_SHOUTING] = {"shouting", NP_COUNT_SHOUTED},
	[NP_SIGNAL_EXCLAMATION] = {"exclamation", NP_COUNT_BANGS},
	[NP_SIGNAL_MARK_RUNS] = {"runs of marks", NP_COUNT_RUNS},
	[NP_SIGNAL_QUESTIONS] = {"questions", NP_COUNT_QUESTIONS},
	[NP_SIGNAL_EMOJI] = {"emoji", NP_COUNT_EMOJI},
	[NP_SIGNAL_SYMBOLS] = {"symbols", NP_COUNT_SYMBOLS},
	[NP_SIGNAL_TAGS] = {"tagged lines", NP_COUNT_TAGS},
	[NP_SIGNAL_CURIOSITY] = {"curiosity gap", NP_COUNT_CURIOSITY},
	[NP_SIGNAL_LISTICLE] = {"listicle", NP_COUNT_LISTS},
	[NP_SIGNAL_SENSATION] = {"sensation", NP_COUNT_SENSATION},
	[NP_SIGNAL_ADULT] = {"adult words", NP_COUNT_ADULT},
	[NP_SIGNAL_ACTION] = {"calls to act", NP_COUNT_ACTION},
	[NP_SIGNAL_MONEY] = {"money", NP_COUNT_MONEY},
	[NP_SIGNAL_TEASERS] = {"teasers", NP_COUNT_TEASERS},
	[NP_SIGNAL_LINKS] = {"links", NP_COUNT_LINKS},
	[NP_SIGNAL_BARE_LINKS] = {"little but links", NP_COUNTS},
	[NP_SIGNAL_SHORTENERS] = {"link shorteners", NP_COUNT_SHORTENERS},
	[NP_SIGNAL_CONTACTS] = {"contacts", NP_COUNT_CONTACTS},
	[NP_SIGNAL_REPEATED_LINES] = {"repeated lines", NP_COUNT_REPEATED_LINES},
	[NP_SIGNAL_REPEATED_PHRASES] = {"repeated phrases", NP_COUNT_REPEATED_PHRASES},
	[NP_SIGNAL_FEW_STOP_WORDS] = {"few stop words", NP_COUNTS},
	[NP_SIGNAL_WORD_LENGTH] = {"word length", NP_COUNTS},
	[NP_SIGNAL_UNENDED_LINES] = {"unended lines", NP_COUNTS},
	[NP_SIGNAL_SHORT_LINES] = {"short lines", NP_COUNTS},
	[NP_SIGNAL_TOO_SHORT] = {"too short to judge", NP_COUNTS},
	[NP_SIGNAL_FOREIGN] = {"another language", NP_COUNTS},
};

/* A density is 1/2 at so many, and at so many more for every hundred words. */
#define DENSITY_HALF		2.0
#define DENSITY_PER_HUNDRED 2.0

/* Signals that look at the whole need so many words or lines. */
#define ENOUGH_WORDS		20
#define ENOUGH_LINES		5

/* Of so many words a text is half as short as none. */
#define SHORT_WORDS			4.0

/* Half of a text is links where so many words come with each. */
#define WORDS_PER_LINK		4.0

/* The vocabulary's sum is divided by the number of words to this power. */
#define LENGTH_POWER		0.35
#define LENGTH_OFFSET		8.0

/* The vocabulary's weights are whole numbers: so many are one. */
#define WEIGHT_SCALE		32.0

static double
density(double count, double words)
{
	return count / (count + DENSITY_HALF + words * (DENSITY_PER_HUNDRED / 100));
}

/* 0 up to low, 1 from high on, and straight between. */
static double
ramp(double x, double low, double high)
{
	double		y = (x - low) / (high - low);

	return y < 0 ? 0 : y > 1 ? 1 : y;
}

static double
share(double part, double whole)
{
	return whole > 0 ? part / whole : 0;
}

/* How far the mean length of words is from what text has: 3 to 10 letters. */
static double
word_length(double mean)
{
	return mean < 4 ? ramp(4 - mean, 0, 2) : ramp(mean - 7, 0, 6);
}

/*
 * A sum of known words says the less, the more words of the text are not
 * known: it may be of a kind that the vocabulary never met.
 */
double
np_vocabulary_scale(const NpFeatures *f)
{
	double		words = f->words;

	return sqrt(share(f->known, words)) / pow(words + LENGTH_OFFSET, LENGTH_POWER) / WEIGHT_SCALE;
}

void
np_signal_values(const NpFeatures *f, double values[NP_SIGNALS])
{
	const uint32_t *count = f->count;
	double		words = f->words;
	double		scale = np_vocabulary_scale(f);
	bool		enough = f->words >= ENOUGH_WORDS;

	values[NP_SIGNAL_BASE] = 1;
	values[NP_SIGNAL_WORDS] = (double) f->word_weight * scale;
	values[NP_SIGNAL_PAIRS] = (double) f->pair_weight * scale;
	values[NP_SIGNAL_HEADLINE] = (double) f->headline_weight * scale;
	for (int i = NP_SIGNAL_DISGUISED; i < NP_SIGNALS; i++)
		if (np_signal_info[i].evidence != NP_COUNTS)
			values[i] = density(count[np_signal_info[i].evidence], words);
	values[NP_SIGNAL_SHOUTING] = ramp(share(count[NP_COUNT_SHOUTED], words), 0, 0.3);
	values[NP_SIGNAL_SYMBOLS] = ramp(share(count[NP_COUNT_SYMBOLS], words), 0, 0.3);
	values[NP_SIGNAL_REPEATED_LINES] = ramp(share(count[NP_COUNT_REPEATED_LINES], words), 0, 0.3);
	values[NP_SIGNAL_REPEATED_PHRASES] =
		ramp(share(count[NP_COUNT_REPEATED_PHRASES], words), 0.05, 0.5);
	values[NP_SIGNAL_FEW_STOP_WORDS] =
		enough ? ramp(0.3 - share(count[NP_COUNT_STOP], words), 0, 0.3) : 0;
	values[NP_SIGNAL_WORD_LENGTH] = enough ? word_length(share(f->letters, words)) : 0;
	values[NP_SIGNAL_UNENDED_LINES] =
		enough ? ramp(1 - share(f->ended_lines, f->long_lines), 0.2, 1) : 0;
	values[NP_SIGNAL_SHORT_LINES] =
		f->lines >= ENOUGH_LINES ? ramp(share(f->short_lines, f->lines), 0.3, 1) : 0;
	values[NP_SIGNAL_TOO_SHORT] = SHORT_WORDS / (SHORT_WORDS + words);
	values[NP_SIGNAL_BARE_LINKS] =
		share(count[NP_COUNT_LINKS], count[NP_COUNT_LINKS] + words / WORDS_PER_LINK);
	/* text that hides words gets no discount for being hard to read */
	values[NP_SIGNAL_FOREIGN] = count[NP_COUNT_DISGUISED] * 4 > f->foreign ? 0 :
		ramp(share(f->unknown, words), 0.3, 0.7) * ramp(share(f->foreign, words), 0, 0.08);
}
