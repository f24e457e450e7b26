/*-------------------------------------------------------------------------
 *
 * study.c
 *	  A closer look at a line that may be furniture.
 *
 *-------------------------------------------------------------------------
 */
#include "article/study.h"

#include <string.h>

/* Enough of a line to tell whether it begins with a phrase. */
#define HEAD_BYTES		48

/* A picture credit stands within so many bytes of the line's end, and has so many words. */
#define CREDIT_BYTES	240
#define CREDIT_WORDS	16

/* Before "is" stands a name, of at most so many words, and soon behind it a craft. */
#define NAME_WORDS		9
#define CRAFT_WORDS		7

/* Sentence ends to go back over: names have initials. */
#define CREDIT_STEPS	4

static inline bool
is_letter_or_digit(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

static bool
word_is(const NpWord *word, const char *folded)
{
	return word->folded_length == strlen(folded) &&
		memcmp(word->folded, folded, word->folded_length) == 0;
}

/* The name of an entity, as nbsp of "&nbsp;", is no word. */
static bool
is_entity(const unsigned char *line, size_t length, const NpWord *word)
{
	size_t		before = word->start;
	size_t		behind = word->start + word->length;

	if (before > 0 && line[before - 1] == '#')
		before--;
	return before > 0 && line[before - 1] == '&' && behind < length && line[behind] == ';';
}

/* The next words of the tokenizer, without entities. */
static size_t
next_words(NpStudent *student, const unsigned char *bytes, size_t length)
{
	size_t		n = np_tokenizer_next(&student->tokenizer, student->words);
	size_t		kept = 0;

	if (memchr(bytes, '&', length) == NULL)
		return n;
	for (size_t i = 0; i < n; i++)
	{
		if (!is_entity(bytes, length, &student->words[i]))
			student->words[kept++] = student->words[i];
	}
	return kept;
}

/* The first words of the bytes. */
static size_t
read_words(NpStudent *student, const unsigned char *bytes, size_t length)
{
	np_tokenizer_init(&student->tokenizer, bytes, length);
	return next_words(student, bytes, length);
}

bool
np_line_begins_phrase(NpStudent *student, const unsigned char *text, const NpLine *line,
					  uint32_t says)
{
	size_t		length = line->end - line->start;
	size_t		n;

	if (length > HEAD_BYTES)
		length = HEAD_BYTES;
	n = read_words(student, text + line->start, length);
	return (np_lexicon_match(student->words, n).says & says) != 0;
}

/* "3:26" or "1 of 12", at the end. */
static void
study_numbers(const unsigned char *line, size_t length, const NpWord *words, int n,
			  NpStudy *study)
{
	if (n < 2 || !(words[n - 1].flags & NP_WORD_DIGIT) ||
		words[n - 1].start + words[n - 1].length + 1 < length)
		return;
	study->durations = (words[n - 2].flags & NP_WORD_DIGIT) &&
		words[n - 1].length == 2 && line[words[n - 1].start - 1] == ':';
	study->numbered = n >= 3 && word_is(&words[n - 2], "of") &&
		(words[n - 3].flags & NP_WORD_DIGIT);
}

/* The longest phrase that ends with the last word, behind which only numbers may stand. */
static void
study_tail(const NpWord *words, int n, NpStudy *study)
{
	int			last = n;

	while (last > 1 && (words[last - 1].flags & NP_WORD_DIGIT))
		last--;
	for (int first = last > 6 ? last - 6 : 0; first < last; first++)
	{
		NpMatch		match = np_lexicon_match(words + first, (size_t) (last - first));

		if (match.says != 0 && first + match.words == last)
		{
			study->tail = match;
			study->tail_word = first;
			return;
		}
	}
}

/* "Jane A. Doe is a staff writer", "Our columnist Jane Doe is the author of" */
static bool
names_writer(const NpWord *words, int n)
{
	for (int i = 2; i < n && i < NAME_WORDS; i++)
	{
		if (!word_is(&words[i], "is"))
			continue;
		if (!(words[0].flags & words[i - 1].flags & words[i - 2].flags & NP_WORD_UPPER))
			return false;
		for (int j = i + 1; j < n && j < i + CRAFT_WORDS; j++)
		{
			if (np_lexicon_match(words + j, (size_t) (n - j)).says & NP_SAYS_CRAFT)
				return true;
		}
		return false;
	}
	return false;
}

/* Begins a sentence: first of all, or behind a stop, a bar or a bullet. */
static bool
begins_sentence(const unsigned char *line, const NpWord *word)
{
	size_t		i = word->start;

	while (i > 0 && (line[i - 1] == ' ' || line[i - 1] == '"' || line[i - 1] == '('))
		i--;
	return i == 0 || memchr(".!?:|>*-", line[i - 1], 8) != NULL ||
		(i >= 3 && memcmp(line + i - 3, "\xE2\x80", 2) == 0);
}

/* "-- Jane Doe (@jane) May 4, 2018": what an embedded tweet ends with. */
static bool
is_tweet(const unsigned char *line, size_t length, const NpWord *words, int n)
{
	const unsigned char *end = line + length;
	const unsigned char *sign = memchr(line, '@', length);

	if (n == 0 || words[n - 1].length != 4 || !(words[n - 1].flags & NP_WORD_DIGIT))
		return false;
	while (sign != NULL && (sign == line || sign[-1] != '('))
		sign = memchr(sign + 1, '@', (size_t) (end - sign - 1));
	return sign != NULL;
}

static void
count_word(const NpWord *word, NpStudy *study)
{
	if (!(word->flags & NP_WORD_ALPHA))
	{
		study->numbers++;
		study->year |= word->folded_length == 4 &&
			(memcmp(word->folded, "19", 2) == 0 || memcmp(word->folded, "20", 2) == 0);
		return;
	}
	if (word->folded_length >= 2)
	{
		study->lettered++;
		study->shouted += (word->flags & NP_WORD_SHOUT) != 0;
	}
	if (word->folded_length >= 4)
	{
		study->longer++;
		study->capital += (word->flags & NP_WORD_UPPER) != 0;
	}
}

static void
count_phrase(const unsigned char *line, const NpWord *word, NpMatch match, NpStudy *study)
{
	if (match.says & (NP_SAYS_BUTTON | NP_SAYS_BESIDE | NP_SAYS_FILLER | NP_SAYS_MORE))
		study->covered += match.words;
	study->buttons += (match.says & NP_SAYS_BUTTON) != 0;
	study->beside += (match.says & NP_SAYS_BESIDE) != 0;
	if ((match.says & NP_SAYS_CALL) && match.weight > 1 && word->start > 0 &&
		begins_sentence(line, word))
		study->calls++;
	else if (match.says & NP_SAYS_ASK)
	{
		study->asks += match.weight;
		study->sure_asks += match.weight > 1;
	}
	study->legals += (match.says & NP_SAYS_LEGAL) != 0;
	study->stories += (match.says & NP_SAYS_STORY) != 0;
	study->galleries += (match.says & NP_SAYS_GALLERY) != 0;
	study->credits += (match.says & NP_SAYS_CREDIT) != 0;
}

static void
study_phrases(const unsigned char *line, const NpWord *words, int n, NpStudy *study)
{
	for (int i = 0; i < n;)
	{
		NpMatch		match = np_lexicon_match(words + i, (size_t) (n - i));

		if (i == 0)
			study->head = match;
		if (match.words == 0)
		{
			/* a lone number is part of a button: "Comments (12)" */
			if (words[i].flags & NP_WORD_DIGIT && !(words[i].flags & NP_WORD_ALPHA))
				study->covered++;
			i++;
			continue;
		}
		count_phrase(line, &words[i], match, study);
		i += match.words;
	}
}

static bool
begins_quoted(const unsigned char *line, size_t length)
{
	return line[0] == '"' || line[0] == '\'' ||
		(length >= 3 && line[0] == 0xE2 && line[1] == 0x80 && line[2] >= 0x98 && line[2] <= 0x9E) ||
		(length >= 2 && line[0] == 0xC2 && line[1] == 0xAB) ||
		(length >= 6 && (memcmp(line, "&quot;", 6) == 0 || memcmp(line, "&ldquo", 6) == 0));
}

/* The "com" of "example.com", or the "https" before it */
static bool
is_address_part(const unsigned char *line, const NpWord *word)
{
	static const char *const ends[] = {"com", "org", "net", "gov", "edu"};

	if (word->folded[0] == 'w' || word->folded[0] == 'h')
		return word_is(word, "www") || word_is(word, "http") || word_is(word, "https");
	if (word->folded_length != 3 || word->start < 2 || line[word->start - 1] != '.' ||
		!is_letter_or_digit(line[word->start - 2]))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
	{
		if (memcmp(word->folded, ends[i], 3) == 0)
			return true;
	}
	return false;
}

/* Addresses, @names and the copyright sign. */
static void
study_signs(const unsigned char *line, size_t length, const NpWord *words, int n,
			NpStudy *study)
{
	const unsigned char *end = line + length;
	const unsigned char *p = line;

	while ((p = memchr(p, '@', (size_t) (end - p))) != NULL && ++p < end)
		study->addresses += is_letter_or_digit(*p);
	for (p = line; p < end && (p = memchr(p, 0xA9, (size_t) (end - p))) != NULL; p++)
		study->copyright_sign |= p > line && p[-1] == 0xC2;
	for (int i = 0; i < n; i++)
	{
		size_t		start = words[i].start;
		size_t		behind = start + words[i].length;

		if (words[i].length == 1 && words[i].folded[0] == 'c' && start > 0 && behind + 2 < length)
			study->copyright_sign |= line[start - 1] == '(' && line[behind] == ')' &&
				(start == 1 || (line[behind + 2] >= '0' && line[behind + 2] <= '9'));
		else if (words[i].folded_length >= 3 && words[i].folded_length <= 5)
			study->addresses += is_address_part(line, &words[i]);
	}
}

void
np_study_line(NpStudent *student, const unsigned char *text, const NpLine *line,
			  NpStudy *study)
{
	const unsigned char *bytes = text + line->start;
	size_t		length = line->end - line->start;
	size_t		seen = length <= NP_STUDY_BYTES ? length : NP_STUDY_HEAD;
	int			n = (int) read_words(student, bytes, seen);
	const NpWord *words = student->words;

	memset(study, 0, sizeof(*study));
	study->nwords = n;
	study->whole = seen == length && n < NP_TOKEN_BATCH;
	study->quoted = begins_quoted(bytes, seen);
	study->tweet = is_tweet(bytes, seen, words, n);
	study->names = n >= 2 && (words[0].flags & words[1].flags & NP_WORD_UPPER);
	study->names_writer = names_writer(words, n);
	for (int i = 0; i < n; i++)
		count_word(&words[i], study);
	study_phrases(bytes, words, n, study);
	study_signs(bytes, seen, words, n, study);
	if (study->whole)
	{
		study_numbers(bytes, length, words, n, study);
		study_tail(words, n, study);
	}
	else
	{
		/* of a long line the end is looked at by itself */
		NpLine		end = *line;

		end.start = line->end - CREDIT_BYTES;
		while (end.start < line->end && (text[end.start] & 0xC0) == 0x80)
			end.start++;
		n = (int) read_words(student, text + end.start, end.end - end.start);
		study_numbers(text + end.start, end.end - end.start, words, n, study);
		for (int i = 0; i < n; i++)
			study->galleries += (np_lexicon_match(words + i, n - i).says & NP_SAYS_GALLERY) != 0;
	}
}

/* The byte is a slash between the letters of two names. */
static bool
is_name_slash(const unsigned char *bytes, size_t i, size_t end)
{
	return bytes[i] == '/' && i > 0 && i + 1 < end &&
		((bytes[i - 1] | 0x20) >= 'a' || bytes[i - 1] == ' ') &&
		((bytes[i + 1] | 0x20) >= 'a' || bytes[i + 1] == ' ');
}

/*
 * Are these words a picture credit?  A word for it is one cue; a slash
 * between names, a colon behind the word, or "by", "via" is the other.
 */
static bool
is_credit(const unsigned char *bytes, const NpWord *words, int n, size_t end)
{
	bool		word = false;

	if (n < 2 || n > CREDIT_WORDS)
		return false;
	for (int i = 0; i < n; i++)
	{
		NpMatch		match = np_lexicon_match(words + i, (size_t) (n - i));
		size_t		behind;

		if (!(match.says & NP_SAYS_CREDIT))
			continue;
		word = true;
		if (i == 0 && match.words >= 2)
			return true;
		behind = words[i + match.words - 1].start + words[i + match.words - 1].length;
		while (behind < end && bytes[behind] == ' ')
			behind++;
		if (behind < end && (bytes[behind] == ':' || bytes[behind] == '|') && i < 2)
			return true;
	}
	if (!word)
		return false;
	for (size_t i = words[0].start; i < end; i++)
	{
		if (is_name_slash(bytes, i, end))
			return true;
	}
	return false;
}

/* Behind this byte a credit may begin. */
static bool
ends_caption(const unsigned char *bytes, size_t i)
{
	switch (bytes[i])
	{
		case '.':
		case '!':
		case '?':
		case '|':
		case '"':
		case '(':
		case '[':
		case ')':
			return true;
		case 0x9D:				/* right double quotation mark */
			return i >= 2 && bytes[i - 1] == 0x80 && bytes[i - 2] == 0xE2;
		default:
			return false;
	}
}

/* Where the words of a credit that begins at or behind begin are; their first one. */
static int
first_word_behind(const NpWord *words, int n, size_t begin)
{
	int			first = n;

	while (first > 0 && words[first - 1].start >= begin)
		first--;
	return first;
}

uint32_t
np_find_credit(NpStudent *student, const unsigned char *text, const NpLine *line)
{
	uint32_t	from = line->start;
	uint32_t	credit = line->end;
	const NpWord *words = student->words;
	const unsigned char *bytes;
	size_t		length;
	int			n;

	if (line->end - from > CREDIT_BYTES)
		from = line->end - CREDIT_BYTES;
	while (from < line->end && (text[from] & 0xC0) == 0x80)
		from++;
	bytes = text + from;
	length = line->end - from;
	n = (int) read_words(student, bytes, length);
	if (n < 2)
		return credit;

	/* backwards over what may end a caption, and the line's own beginning */
	for (size_t begin = length - 1, steps = 0; steps < CREDIT_STEPS;)
	{
		bool		bracketed;
		int			first;

		begin--;
		while (begin > 0 && !ends_caption(bytes, begin - 1))
			begin--;
		if (begin == 0 && (from > line->start || ends_caption(bytes, 0)))
			break;
		bracketed = begin > 0 && (bytes[begin - 1] == '(' || bytes[begin - 1] == '[' ||
								  bytes[begin - 1] == '|');
		first = first_word_behind(words, n, begin);
		if (first < n)
		{
			uint32_t	start = from + (uint32_t) (bracketed ? begin - 1 : words[first].start);

			steps++;
			/* an initial's dot ends no caption: farther back the credit's own word comes first */
			if ((bracketed || (words[first].flags & NP_WORD_UPPER)) &&
				is_credit(bytes, words + first, n - first, length) &&
				(credit == line->end ||
				 (start < credit &&
				  (np_lexicon_match(words + first, n - first).says & NP_SAYS_CREDIT))))
				credit = start;
		}
		if (begin == 0)
			break;
	}
	return credit;
}
