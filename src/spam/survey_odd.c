/*-------------------------------------------------------------------------
 *
 * survey_odd.c
 *	  Words that may be another in disguise: with digits, signs or letters
 *	  that are not ASCII.
 *
 *-------------------------------------------------------------------------
 */
#include "spam/survey.h"

#include "spam/restore.h"

/* First bytes of Greek and Cyrillic letters. */
#define GREEK_LEAD		0xCD
#define CYRILLIC_LEAD	0xD4

static uint32_t
count_characters(const unsigned char *p, uint32_t length)
{
	uint32_t	n = 0;

	for (uint32_t i = 0; i < length; i++)
		n += (p[i] & 0xC0) != 0x80;
	return n;
}

void
np_survey_take_restored(NpSurvey *s, NpSeenWord *seen, const NpRestored *restored)
{
	seen->hash = restored->hash;
	seen->entry = restored->entry;
	seen->end = restored->end;
	seen->letters = (uint32_t) restored->length;
	seen->disguised |= restored->disguised;
	s->swallowed = restored->end;
}

/* Greek, Cyrillic or a later alphabet throughout. */
static bool
is_other_alphabet(const NpWord *w)
{
	for (int i = 0; i < w->folded_length; i++)
		if (w->folded[i] < 0x80 || (w->folded[i] >= 0xC0 && w->folded[i] < GREEK_LEAD))
			return false;
	return true;
}

/* Latin and Cyrillic letters in one word, and not all of these look-alikes. */
static bool
mixes_alphabets(const NpWord *w)
{
	bool		latin = false;
	bool		cyrillic = false;

	for (int i = 0; i < w->folded_length; i++)
	{
		latin |= w->folded[i] >= 'a' && w->folded[i] <= 'z';
		cyrillic |= w->folded[i] >= 0xD0 && w->folded[i] <= CYRILLIC_LEAD;
	}
	return latin && cyrillic;
}

/*
 * A word in Greek, Cyrillic or a later alphabet.  If all of its letters pass
 * for Latin ones and give a word, that may be a disguise: whether it is shows
 * when the text has been read (np_survey_settle_doubtful).
 */
static void
read_other_alphabet(NpSurvey *s, const NpWord *w, NpSeenWord *seen)
{
	NpRestored	restored;

	if (w->folded[0] > CYRILLIC_LEAD || !np_restore_lookalikes(w, &restored))
	{
		s->other_alphabet++;
		return;
	}
	np_survey_take_restored(s, seen, &restored);
	seen->lookalike = true;
	s->doubtful.words += restored.disguised;
}

/*
 * UTF-8 that was read as Latin-1 somewhere on its way: "Nationâ€™s", or twice
 * over.  The signs in it stand for nothing.
 */
static bool
is_misread(const unsigned char *text, const NpWord *w)
{
	const unsigned char *p = text + w->start;

	if ((w->flags & NP_WORD_DISGUISED) != NP_WORD_SYMBOL)
		return false;
	for (uint32_t i = 0; i + 4 < w->length; i++)
		if (p[i] == 0xC3 && (p[i + 1] == 0x83 || p[i + 1] == 0xA2) &&
			(p[i + 2] == 0xC2 || p[i + 2] == 0xE2))
			return true;
	return false;
}

/* Digits and a letter in capitals, which may be more letters in capitals: 454P for ASAP. */
static bool
may_be_shouted(const unsigned char *text, const NpWord *w)
{
	for (size_t i = w->start; i < w->start + w->length; i++)
		if (!(text[i] >= '0' && text[i] <= '9') && !(text[i] >= 'A' && text[i] <= 'Z'))
			return false;
	return true;
}

/*
 * A word that is not plain: it has digits, is not ASCII, or there is a sign
 * before or after it.  Sees through its disguise, and reads numbers.
 */
void
np_survey_odd_word(NpSurvey *s, const NpWord *w, bool signed_before, NpSeenWord *seen)
{
	NpRestored	restored;

	if (!(w->flags & NP_WORD_ALPHA))
	{
		np_survey_number(s, w);
		seen->hash = NP_NUMBER_HASH;
		seen->spells = np_digits_spell(w);
		return;
	}
	seen->disguised = (w->flags & NP_WORD_DISGUISED) != 0 && !is_misread(s->text, w);
	seen->letters = count_characters(w->folded, w->folded_length);
	if (may_be_shouted(s->text, w))
		seen->flags |= NP_WORD_SHOUT;
	if (is_other_alphabet(w))
		read_other_alphabet(s, w, seen);
	else if ((!np_is_known(seen->entry) || signed_before ||
			  np_sign_follows(s->text, s->length, seen->end)) &&
			 np_restore_leet(s->text, s->length, w, &restored))
		np_survey_take_restored(s, seen, &restored);
	else
	{
		seen->disguised |= mixes_alphabets(w);
		if (w->flags & NP_WORD_DIGIT)
			s->swallowed = seen->end = np_skip_possessive(s->text, s->length, seen->end);
	}
}

/*
 * Words in look-alikes alone are a disguise where nothing else is in that
 * alphabet.  Where much is, take back what they were counted for.
 */
void
np_survey_settle_doubtful(NpSurvey *s)
{
	const NpDoubtful *d = &s->doubtful;
	NpFeatures *f = s->features;

	if (d->words > s->other_alphabet * 2)
		return;
	f->count[NP_COUNT_DISGUISED] -= d->words;
	f->count[NP_COUNT_SHOUTED] -= d->words;
	f->word_weight -= d->weight;
	f->known -= d->words;
	f->unknown += d->words;
	f->foreign += d->words;
}
