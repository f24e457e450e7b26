/*-------------------------------------------------------------------------
 *
 * surroundings.c
 *	  What stands on a line of a web page, and around it.
 *
 * Three things tell a story from what stands beside it when all markup is
 * gone: prose comes in blocks and menus do not (density, Kohlschuetter,
 * Fankhauser and Nejdl 2010); the largest block is the story (maximum
 * subsequence, Pasternack and Roth 2009); and readers' comments, which are
 * prose as well, have a name and a time before each of them.
 *
 *-------------------------------------------------------------------------
 */
#include "article/surroundings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

/* A paragraph of the story, and how much of it counts at most. */
#define PARAGRAPH_BYTES		160
#define PARAGRAPH_COUNTED	400

/* What a line that is no paragraph costs the block that has it. */
#define BLOCK_GAP_BYTES		45

/* A line that can be no more than a label; one that can name a writer and a time. */
#define SHORT_BYTES			25
#define BYLINE_BYTES		120

/* So many bytes in paragraphs, and the story has begun. */
#define STORY_BYTES			300
#define STORY_COUNTED		5000

/* Lines that are looked at around a line. */
#define NEAR				3
#define WIDE				10

/* A longer word is in none of the lists. */
#define MAX_WORD			16

#define IS_STOPWORD			0x1
#define IS_CHAT				0x2
#define IS_SPEAKER			0x4
#define IS_MONTH			0x8
#define IS_AGO				0x10

typedef struct WordClass
{
	const char *word;
	int			classes;
} WordClass;

/* In strcmp's order. */
static const WordClass word_classes[] = {
	{"a", IS_STOPWORD}, {"ago", IS_SPEAKER | IS_AGO}, {"and", IS_STOPWORD},
	{"anonymous", IS_SPEAKER}, {"apr", IS_MONTH}, {"april", IS_MONTH}, {"are", IS_STOPWORD},
	{"as", IS_STOPWORD}, {"at", IS_STOPWORD}, {"aug", IS_MONTH}, {"august", IS_MONTH},
	{"be", IS_STOPWORD}, {"but", IS_STOPWORD}, {"by", IS_STOPWORD}, {"comment", IS_SPEAKER},
	{"commented", IS_SPEAKER}, {"comments", IS_SPEAKER}, {"dec", IS_MONTH},
	{"december", IS_MONTH}, {"feb", IS_MONTH}, {"february", IS_MONTH}, {"flag", IS_SPEAKER},
	{"for", IS_STOPWORD}, {"from", IS_STOPWORD}, {"guest", IS_SPEAKER}, {"had", IS_STOPWORD},
	{"has", IS_STOPWORD}, {"have", IS_STOPWORD}, {"he", IS_STOPWORD}, {"his", IS_STOPWORD},
	{"i", IS_CHAT}, {"im", IS_CHAT}, {"in", IS_STOPWORD}, {"is", IS_STOPWORD},
	{"it", IS_STOPWORD}, {"its", IS_STOPWORD}, {"jan", IS_MONTH}, {"january", IS_MONTH},
	{"jul", IS_MONTH}, {"july", IS_MONTH}, {"jun", IS_MONTH}, {"june", IS_MONTH},
	{"like", IS_SPEAKER}, {"lol", IS_CHAT}, {"mar", IS_MONTH}, {"march", IS_MONTH},
	{"may", IS_MONTH}, {"me", IS_CHAT}, {"my", IS_CHAT}, {"not", IS_STOPWORD},
	{"nov", IS_MONTH}, {"november", IS_MONTH}, {"oct", IS_MONTH}, {"october", IS_MONTH},
	{"of", IS_STOPWORD}, {"on", IS_STOPWORD}, {"permalink", IS_SPEAKER},
	{"posted", IS_SPEAKER}, {"replied", IS_SPEAKER}, {"reply", IS_SPEAKER},
	{"said", IS_SPEAKER}, {"says", IS_SPEAKER}, {"sep", IS_MONTH}, {"sept", IS_MONTH},
	{"september", IS_MONTH}, {"that", IS_STOPWORD}, {"the", IS_STOPWORD},
	{"they", IS_STOPWORD}, {"this", IS_STOPWORD}, {"to", IS_STOPWORD}, {"u", IS_CHAT},
	{"was", IS_STOPWORD}, {"were", IS_STOPWORD}, {"which", IS_STOPWORD},
	{"with", IS_STOPWORD}, {"wrote", IS_SPEAKER}, {"you", IS_CHAT}, {"your", IS_CHAT},
};

/* What is counted in a line's words. */
typedef struct WordCount
{
	int			words;
	int			stopwords;
	int			chat;
	bool		speaker;
	bool		dated;			/* has a date or a time */
} WordCount;

bool
np_is_paragraph(const NpPage *page, size_t i)
{
	size_t		length = np_line_length(page, i);

	return np_looks(page, i, NP_LOOKS_PROSE) || length >= PARAGRAPH_BYTES ||
		(page->lines[i].ending != NP_ENDING_OPEN && length >= NP_PROSE_BYTES);
}

/* Bytes that count of a line, none when it is no paragraph. */
static size_t
paragraph_bytes(const NpPage *page, size_t i)
{
	size_t		length = np_line_length(page, i);

	if (!np_is_paragraph(page, i))
		return 0;
	return length < PARAGRAPH_COUNTED ? length : PARAGRAPH_COUNTED;
}

static inline bool
is_letter(unsigned char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static int
compare_words(const void *word, const void *entry)
{
	return strcmp(word, ((const WordClass *) entry)->word);
}

/* The classes of a word of ASCII letters, in whatever case. */
static int
classify_word(const unsigned char *p, size_t length)
{
	char		word[MAX_WORD];
	const WordClass *found;

	if (length >= MAX_WORD)
		return 0;
	for (size_t i = 0; i < length; i++)
		word[i] = (char) (p[i] | 0x20);
	word[length] = '\0';
	found = bsearch(word, word_classes, sizeof(word_classes) / sizeof(word_classes[0]),
					sizeof(word_classes[0]), compare_words);
	return found ? found->classes : 0;
}

/* 12:30, 9/11/08, 2008-09-11, 11.09.2008; but no 3.14 and no 1-2. */
static bool
is_date(const unsigned char *p, const unsigned char *end)
{
	int			marks = 0;

	for (; p + 1 < end; p++)
	{
		if (is_digit(*p))
			continue;
		if (!is_digit(p[1]))
			break;
		if (*p == ':')
			return true;
		if (*p != '/' && *p != '-' && *p != '.')
			break;
		marks++;
	}
	return marks == 2;
}

/* A month's name is a date's when a number stands behind it. */
static bool
number_follows(const unsigned char *p, const unsigned char *end)
{
	while (p < end && (*p == '.' || *p == ' '))
		p++;
	return p < end && is_digit(*p);
}

/* Counts at the beginning of the line: that much of it says what it is. */
static WordCount
count_words(const NpPage *page, size_t i)
{
	WordCount	count = {0};
	const unsigned char *p = page->text + page->lines[i].start;
	size_t		length = np_line_length(page, i);
	const unsigned char *end = p + (length < PARAGRAPH_COUNTED ? length : PARAGRAPH_COUNTED);

	while (p < end)
	{
		const unsigned char *word = p;
		int			classes;

		while (p < end && is_letter(*p))
			p++;
		if (p == word)
		{
			/* a number is looked at once, from its first digit */
			if (is_digit(*p))
			{
				count.dated |= is_date(p, end);
				while (p + 1 < end && is_digit(p[1]))
					p++;
			}
			p++;
			continue;
		}
		classes = classify_word(word, p - word);
		count.words++;
		count.stopwords += (classes & IS_STOPWORD) != 0;
		count.chat += (classes & IS_CHAT) != 0;
		count.speaker |= (classes & IS_SPEAKER) != 0;
		count.dated |= (classes & IS_AGO) != 0 ||
			((classes & IS_MONTH) && number_follows(p, end));
	}
	/* a sentence of the story may have "said" and a date in it */
	count.speaker &= length < BYLINE_BYTES;
	count.dated &= length < BYLINE_BYTES;
	return count;
}

static bool
has_separator(const unsigned char *p, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		size_t		left = length - i;

		if (p[i] == '|')
			return true;
		/* guillemets */
		if (p[i] == 0xC2 && left > 1 && (p[i + 1] == 0xAB || p[i + 1] == 0xBB))
			return true;
		/* bullet, single guillemet, arrows */
		if (p[i] == 0xE2 && left > 2 &&
			((p[i + 1] == 0x80 && (p[i + 2] == 0xA2 || p[i + 2] == 0xBA)) || p[i + 1] == 0x86))
			return true;
	}
	return false;
}

/* What is seen of a line alone. */
static void
read_line(const NpPage *page, size_t i, const WordCount *count, float *row)
{
	const unsigned char *line = page->text + page->lines[i].start;
	size_t		length = np_line_length(page, i);
	size_t		digits = 0;

	for (size_t k = 0; k < length; k++)
		digits += is_digit(line[k]);
	row[NP_FEATURE_BYTES] = log2f(1.0f + (float) length);
	row[NP_FEATURE_SENTENCE] = page->lines[i].ending == NP_ENDING_STOP ||
		page->lines[i].ending == NP_ENDING_EXCLAIM;
	row[NP_FEATURE_INTERFACE] = np_looks(page, i, NP_LOOKS_INTERFACE | NP_LOOKS_COMMENTS) ||
		page->marks[i].kind > NP_SEGMENT_RELATED;
	row[NP_FEATURE_CAPITALS] = np_looks(page, i, NP_LOOKS_STRONG);
	row[NP_FEATURE_SEPARATOR] = has_separator(line, length);
	row[NP_FEATURE_DIGITS] = (float) digits / (float) length;
	row[NP_FEATURE_SMALL] = line[0] >= 'a' && line[0] <= 'z';
	row[NP_FEATURE_COMMA] = memchr(line, ',', length) != NULL;
	/* a share of three words says nothing */
	row[NP_FEATURE_STOPWORDS] = count->words > 3 ?
		(float) count->stopwords / (float) count->words : 0.0f;
}

/*
 * What counts of each line by itself, in the columns of its "near" feature:
 * averages over windows are made of it later.
 */
static void
read_windowed(const NpPage *page, size_t i, const WordCount *count, float *row)
{
	int			words = count->words > 0 ? count->words : 1;

	row[NP_FEATURE_PROSE_NEAR] = (float) paragraph_bytes(page, i) / 100.0f;
	row[NP_FEATURE_SHORT_NEAR] = np_line_length(page, i) <= SHORT_BYTES;
	row[NP_FEATURE_SPEAKER_NEAR] = count->speaker;
	row[NP_FEATURE_DATE_NEAR] = count->dated;
	row[NP_FEATURE_CHAT_NEAR] = (float) count->chat / (float) words;
	row[NP_FEATURE_STOPWORDS_NEAR] = row[NP_FEATURE_STOPWORDS];
}

/* The mean of the sums' differences over the lines around each line, into a column. */
static void
window_mean(const double *sums, size_t n, size_t width, float *column)
{
	for (size_t i = 0; i < n; i++)
	{
		size_t		first = i > width ? i - width : 0;
		size_t		last = i + width + 1 < n ? i + width + 1 : n;
		double		mean = (sums[last] - sums[first]) / (double) (last - first);

		column[i * NP_FEATURES] = (float) mean;
	}
}

/* The column near holds the lines' own values, and gets their means; so does wide. */
static void
average(float *rows, size_t n, double *sums, NpFeature near, NpFeature wide)
{
	sums[0] = 0.0;
	for (size_t i = 0; i < n; i++)
		sums[i + 1] = sums[i] + rows[i * NP_FEATURES + near];
	window_mean(sums, n, NEAR, rows + near);
	if (wide != near)
		window_mean(sums, n, WIDE, rows + wide);
}

/* Lines to the next paragraph in either direction, in tens of lines, at most one. */
static void
measure_distances(const NpPage *page, float *rows)
{
	size_t		distance = WIDE;

	for (size_t i = 0; i < page->nlines; i++)
	{
		distance = np_is_paragraph(page, i) ? 0 : distance + (distance < WIDE);
		rows[i * NP_FEATURES + NP_FEATURE_PARAGRAPH_ABOVE] = (float) distance / WIDE;
	}
	distance = WIDE;
	for (size_t i = page->nlines; i > 0; i--)
	{
		distance = np_is_paragraph(page, i - 1) ? 0 : distance + (distance < WIDE);
		rows[(i - 1) * NP_FEATURES + NP_FEATURE_PARAGRAPH_BELOW] = (float) distance / WIDE;
	}
}

/*
 * The run of lines with most bytes in paragraphs, when every other line
 * takes some away: the maximum subsequence.
 */
static void
find_main_block(const NpPage *page, size_t *first, size_t *last)
{
	int64_t		best = 0;
	int64_t		sum = 0;
	size_t		start = 0;

	*first = *last = 0;
	for (size_t i = 0; i < page->nlines; i++)
	{
		if (sum <= 0)
		{
			sum = 0;
			start = i;
		}
		sum += np_is_paragraph(page, i) ? (int64_t) paragraph_bytes(page, i) : -BLOCK_GAP_BYTES;
		if (sum > best)
		{
			best = sum;
			*first = start;
			*last = i;
		}
	}
}

static void
place_in_block(float *rows, size_t n, size_t first, size_t last)
{
	for (size_t i = 0; i < n; i++)
	{
		float	   *row = rows + i * NP_FEATURES;

		row[NP_FEATURE_MAIN] = i >= first && i <= last;
		row[NP_FEATURE_ABOVE_MAIN] = i < first ? log1pf((float) (first - i)) : 0.0f;
		row[NP_FEATURE_BELOW_MAIN] = i > last ? log1pf((float) (i - last)) : 0.0f;
		row[NP_FEATURE_DATE_BELOW_MAIN] = i > last ? row[NP_FEATURE_DATE_WIDE] : 0.0f;
	}
}

/* What came before each line; speakers are still the lines' own. */
static void
look_back(const NpPage *page, float *rows)
{
	size_t		all = 0;
	size_t		before = 0;
	size_t		paragraphs = 0;
	size_t		whole_paragraphs = 0;
	size_t		speakers = 0;

	for (size_t i = 0; i < page->nlines; i++)
		all += np_line_length(page, i);
	for (size_t i = 0; i < page->nlines; i++)
	{
		float	   *row = rows + i * NP_FEATURES;
		size_t		counted = paragraphs < STORY_COUNTED ? paragraphs : STORY_COUNTED;

		row[NP_FEATURE_POSITION] = (float) before / (float) all;
		row[NP_FEATURE_STORY_BEFORE] = (float) counted / 1000.0f;
		row[NP_FEATURE_SPEAKERS_BEFORE] = paragraphs > STORY_BYTES ?
			log1pf((float) speakers) : 0.0f;
		before += np_line_length(page, i);
		paragraphs += paragraph_bytes(page, i);
		whole_paragraphs += np_is_paragraph(page, i) ? np_line_length(page, i) : 0;
		speakers += row[NP_FEATURE_SPEAKER_NEAR] > 0.0f;
	}
	for (size_t i = 0; i < page->nlines; i++)
		rows[i * NP_FEATURES + NP_FEATURE_PAGE_PROSE] = (float) whole_paragraphs / (float) all;
}

float *
np_surroundings(const NpPage *page)
{
	size_t		n = page->nlines;
	float	   *rows = np_alloc((n + 1) * NP_FEATURES * sizeof(float));
	double	   *sums = np_alloc((n + 1) * sizeof(double));
	size_t		first;
	size_t		last;

	for (size_t i = 0; i < n; i++)
	{
		WordCount	count = count_words(page, i);

		np_check_at_line(i);
		read_line(page, i, &count, rows + i * NP_FEATURES);
		read_windowed(page, i, &count, rows + i * NP_FEATURES);
	}
	look_back(page, rows);
	average(rows, n, sums, NP_FEATURE_PROSE_NEAR, NP_FEATURE_PROSE_WIDE);
	average(rows, n, sums, NP_FEATURE_SHORT_NEAR, NP_FEATURE_SHORT_WIDE);
	average(rows, n, sums, NP_FEATURE_SPEAKER_NEAR, NP_FEATURE_SPEAKER_WIDE);
	average(rows, n, sums, NP_FEATURE_DATE_NEAR, NP_FEATURE_DATE_WIDE);
	average(rows, n, sums, NP_FEATURE_CHAT_NEAR, NP_FEATURE_CHAT_WIDE);
	average(rows, n, sums, NP_FEATURE_STOPWORDS_NEAR, NP_FEATURE_STOPWORDS_NEAR);
	measure_distances(page, rows);
	find_main_block(page, &first, &last);
	place_in_block(rows, n, first, last);
	np_free(sums);
	return rows;
}
