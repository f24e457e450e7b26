/*-------------------------------------------------------------------------
 *
 * judge.c
 *	  What a line is by itself.
 *
 * Most lines of a story end as sentences do and begin with no phrase of the
 * lexicon; they are not even studied.  The others are, and are cut where
 * two cues or more agree: a phrase of the interface and nothing else on the
 * line; a label, a colon and a title without a full stop; a call to the
 * reader and what readers are called to.  What is too faint alone is noted
 * for blocks.c.
 *
 *-------------------------------------------------------------------------
 */
#include "article/page.h"

#include <string.h>

/* Titles of articles. */
#define TITLE_WORDS		32
#define TITLE_BYTES		220

/* A row of buttons, a link line, a teaser on one line. */
#define BUTTON_WORDS	14
#define LABEL_WORDS		6
#define GLUED_WORDS		8
#define CALL_WORDS		110
#define SHORT_WORDS		16
#define COMMENTS_WORDS	12
#define TEASER_WORDS	25
#define CUT_TEASER_WORDS 60

void
np_cut_line(NpPage *page, size_t i, NpSegmentKind kind, NpReason reason, float confidence)
{
	NpMark	   *mark = &page->marks[i];

	mark->kind = (uint8_t) kind;
	mark->reason = (uint8_t) reason;
	mark->confidence = confidence;
	mark->cut_start = page->lines[i].start;
	mark->cut_end = page->lines[i].end;
}

void
np_keep_line(NpPage *page, size_t i)
{
	NpMark	   *mark = &page->marks[i];

	mark->kind = NP_SEGMENT_BODY;
	mark->reason = NP_REASON_STORY;
	mark->part = NP_PART_NONE;
}

static bool
ends_sentence(const NpLine *line)
{
	return line->ending == NP_ENDING_STOP || line->ending == NP_ENDING_EXCLAIM;
}

/*
 * Interface words and nothing else.
 */
static bool
judge_buttons(NpPage *page, size_t i, const NpStudy *study)
{
	if (study->covered < study->nwords || study->nwords > BUTTON_WORDS ||
		study->numbers * 2 > study->nwords ||
		ends_sentence(&page->lines[i]))
		return false;
	page->marks[i].looks |= NP_LOOKS_INTERFACE;
	/* "next Image 1 of 2" */
	if (study->buttons == 0 && !(study->numbered && study->beside > 0))
	{
		if (study->beside > 0)
			page->marks[i].looks |= NP_LOOKS_BESIDE;
		return false;
	}
	/* these open blocks as well, and blocks.c knows what follows */
	if (study->head.words == study->nwords &&
		(study->head.says & (NP_SAYS_HEADING | NP_SAYS_OPENER | NP_SAYS_MORE)))
		return false;
	np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_BUTTON, 0.95f);
	return true;
}

/* "CLOSE What the video shows": the player's button, in capitals before a caption. */
static bool
begins_with_close(const NpPage *page, size_t i, const NpStudy *study)
{
	const unsigned char *line = page->text + page->lines[i].start;

	return study->nwords > 3 && np_line_length(page, i) > 6 && memcmp(line, "CLOSE ", 6) == 0 &&
		!(page->student.words[1].flags & NP_WORD_SHOUT);
}

/* The words of players and galleries, which no story has at a line's beginning. */
static bool
judge_player(NpPage *page, size_t i, const NpStudy *study)
{
	bool		sure = study->galleries >= 2 || study->numbered || study->durations;

	if ((study->head.says & NP_SAYS_BULLETS) && page->lines[i].ending == NP_ENDING_OPEN)
	{
		page->marks[i].looks |= NP_LOOKS_BULLETS;
		np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_SUMMARY, 0.8f);
		return true;
	}
	if (study->galleries > 0)
		page->marks[i].looks |= NP_LOOKS_GALLERY;
	if (!(study->head.says & NP_SAYS_MARK) && !(study->galleries > 0 && sure) &&
		!begins_with_close(page, i, study))
		return false;
	np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_PLAYER, 0.95f);
	return true;
}

/* What follows a line like this is for blocks.c to see. */
static void
note_opening(NpPage *page, size_t i, const NpStudy *study)
{
	NpMark	   *mark = &page->marks[i];
	NpMatch		head = study->head;
	bool		alone = head.words == study->nwords;

	if ((study->head.says | study->tail.says) & NP_SAYS_COMMENTS && study->nwords <= COMMENTS_WORDS)
		mark->looks |= NP_LOOKS_COMMENTS;
	if (ends_sentence(&page->lines[i]) || head.words == 0)
		return;
	if ((head.says & NP_SAYS_REPLY) && head.words + study->numbers == study->nwords)
		mark->looks |= NP_LOOKS_REPLY;
	/* "Read more", and "Read more from the agency:" */
	if ((head.says & NP_SAYS_MORE) &&
		(alone || (page->lines[i].ending == NP_ENDING_COLON && study->nwords <= head.words + 4)))
		mark->looks |= NP_LOOKS_MORE;
	if (alone && (head.says & NP_SAYS_HEADING))
		mark->looks |= NP_LOOKS_HEADING;
	if ((head.says & NP_SAYS_OPENER) &&
		(alone || ((head.says & NP_SAYS_LABEL) && head.words > 1 &&
				   study->nwords <= head.words + 4)))
		mark->looks |= NP_LOOKS_OPENER;
}

/* "Earlier he tweeted": somebody speaks, and behind the colon is what he says. */
static bool
reports_speech(const NpWord *words, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (np_lexicon_match(words + i, (size_t) (n - i)).says & NP_SAYS_STORY)
			return true;
	}
	return false;
}

/* Behind the colon of a label: among the line's first words, and behind the phrase. */
static const unsigned char *
find_label_end(const NpPage *page, size_t i, const NpStudy *study)
{
	const unsigned char *line = page->text + page->lines[i].start;
	const unsigned char *colon = memchr(line, ':', np_line_length(page, i));
	const NpWord *words = page->student.words;
	int			before = 0;

	if (colon == NULL || !(study->head.says & NP_SAYS_LABEL))
		return NULL;
	while (before < study->nwords && words[before].start < colon - line)
		before++;
	if (before < study->head.words || before > LABEL_WORDS || before == study->nwords ||
		reports_speech(words + study->head.words, before - study->head.words))
		return NULL;
	return colon + 1;
}

static void
cut_link(NpPage *page, size_t i, const unsigned char *title, const unsigned char *title_end,
		 NpReason reason, float confidence)
{
	NpMark	   *mark = &page->marks[i];
	size_t		skip;

	while ((skip = np_blank_length(title, title_end)) > 0)
		title += skip;
	while ((skip = np_blank_before(title, title_end)) > 0)
		title_end -= skip;
	np_cut_line(page, i, NP_SEGMENT_RELATED, reason, confidence);
	mark->part = NP_PART_LINK;
	mark->title_start = (uint32_t) (title - page->text);
	mark->title_end = (uint32_t) (title_end - page->text);
}

/* All of the line stands in brackets. */
static bool
is_wrapped(const NpPage *page, size_t i)
{
	unsigned char first = page->text[page->lines[i].start];

	return page->lines[i].bracketed && (first == '(' || first == '[');
}

/*
 * A label may do without its colon: "More on this... title", "Recommended
 * Title in Capitals".  Where the title begins; NULL for a sentence.
 */
static const unsigned char *
find_bare_title(const NpPage *page, size_t i, const NpStudy *study)
{
	const unsigned char *line = page->text + page->lines[i].start;
	const unsigned char *end = page->text + page->lines[i].end;
	const NpWord *words = page->student.words;
	const unsigned char *behind;
	const unsigned char *title;
	int			n = study->head.words;

	if (!(study->head.says & NP_SAYS_HEADING) || study->nwords < n + 3 ||
		study->stories > 0 || page->lines[i].ending == NP_ENDING_COLON)
		return NULL;
	behind = line + words[n - 1].start + words[n - 1].length;
	title = line + words[n].start;
	if (np_cut_length(behind, end) > 0)
		return title;
	for (int k = 0; k <= n; k++)
	{
		if (!(words[k].flags & NP_WORD_UPPER))
			return NULL;
	}
	/* nothing but a blank between: "Related, Smith said" is a sentence */
	while (behind < title && np_blank_length(behind, end) > 0)
		behind += np_blank_length(behind, end);
	return behind == title ? title : NULL;
}

/* "Keeping up:Title of the other article": the blank is missing behind the colon. */
static const unsigned char *
find_glued_title(const NpPage *page, size_t i, const NpStudy *study)
{
	const unsigned char *line = page->text + page->lines[i].start;
	const unsigned char *colon = memchr(line, ':', np_line_length(page, i));
	const NpWord *words = page->student.words;
	const unsigned char *title;
	int			before = 0;

	if (colon == NULL || page->lines[i].ending != NP_ENDING_OPEN || study->addresses > 0 ||
		study->stories > 0 || study->tweet || i == 0 ||
		!(np_is_cut(page, i - 1) || np_looks(page, i - 1, NP_LOOKS_PROSE)))
		return NULL;
	while (before < study->nwords && words[before].start < colon - line)
		before++;
	if (before == 0 || before > GLUED_WORDS || study->nwords < before + 4)
		return NULL;
	/* nothing but a quotation mark stands before the title, and 3:26 is no title */
	title = line + words[before].start;
	if (title > colon + 4 || np_blank_length(colon + 1, title) > 0 ||
		!(words[before].flags & NP_WORD_ALPHA))
		return NULL;
	return colon + 1;
}

/* "Related: title", "( Also on the site: title)", "[Read: title.]" */
static bool
judge_label(NpPage *page, size_t i, const NpStudy *study)
{
	const NpLine *line = &page->lines[i];
	const unsigned char *end = page->text + line->end;
	const unsigned char *title;
	bool		wrapped = is_wrapped(page, i);
	bool		sure = wrapped ||
		(study->head.says & (NP_SAYS_HEADING | NP_SAYS_MORE)) == NP_SAYS_HEADING;

	if (study->quoted || study->nwords > TITLE_WORDS || line->ending == NP_ENDING_COLON ||
		(line->ending == NP_ENDING_STOP && !sure) || study->stories > 1 || study->tweet)
		return false;
	/* the first line may be the headline: "Video: ..." */
	if (i == 0)
		return false;
	title = find_label_end(page, i, study);
	if (title == NULL)
		title = find_bare_title(page, i, study);
	if (title == NULL)
		return false;
	cut_link(page, i, title, wrapped ? end - 1 : end, NP_REASON_LINK, wrapped ? 0.95f : 0.9f);
	return true;
}

static bool
judge_glued_label(NpPage *page, size_t i, const NpStudy *study)
{
	const unsigned char *title = find_glued_title(page, i, study);

	if (title == NULL)
		return false;
	cut_link(page, i, title, page->text + page->lines[i].end, NP_REASON_LINK, 0.75f);
	return true;
}

/* "Read more about what the senators want": an invitation, and not a sentence's end. */
static bool
judge_invitation(NpPage *page, size_t i, const NpStudy *study)
{
	const NpLine *line = &page->lines[i];

	if (i == 0 || line->ending != NP_ENDING_OPEN || study->quoted ||
		!(study->head.says & NP_SAYS_LABEL) || study->head.words < 3 ||
		study->nwords < study->head.words + 2 || study->nwords > TEASER_WORDS)
		return false;
	cut_link(page, i, page->text + line->start + page->student.words[study->head.words].start,
			 page->text + line->end, NP_REASON_LINK, 0.75f);
	return true;
}

static bool
cut_before(const unsigned char *start, const unsigned char *p)
{
	size_t		blank;

	while ((blank = np_blank_before(start, p)) > 0)
		p -= blank;
	if (p > start && p[-1] == ']')
		return true;
	return np_cut_before(start, p) > 0;
}

/* "Title Read more", "Title Excerpt ... Read more", "Title Listen 3:26" */
static bool
judge_teaser(NpPage *page, size_t i, const NpStudy *study)
{
	const NpLine *line = &page->lines[i];
	const unsigned char *start = page->text + line->start;
	const NpWord *words = page->student.words;
	const unsigned char *title_end;
	bool		cut;

	if (study->tail.words == 0 || study->tail_word < 2 || ends_sentence(line) || !study->whole)
		return false;
	title_end = start + words[study->tail_word].start;
	if (study->tail.says & NP_SAYS_MORE)
	{
		cut = cut_before(start, title_end);
		if (!(words[study->tail_word].flags & NP_WORD_UPPER) ||
			(study->tail.words < 2 && !cut) ||
			study->nwords > (cut ? CUT_TEASER_WORDS : TEASER_WORDS))
			return false;
		cut_link(page, i, start, title_end, NP_REASON_TEASER, cut ? 0.9f : 0.8f);
		return true;
	}
	if (study->durations && (study->tail.says & (NP_SAYS_BUTTON | NP_SAYS_BESIDE)))
	{
		cut_link(page, i, start, title_end, NP_REASON_LINK, 0.85f);
		return true;
	}
	return false;
}

/* Longer lines need more evidence. */
static int
evidence_needed(int nwords)
{
	if (nwords <= 4)
		return 2;
	if (nwords <= 8)
		return 3;
	if (nwords <= 40)
		return 4;
	return nwords <= 90 ? 5 : 6;
}

/* "Twitter declined to comment.": not the button of that name, and nobody is asked. */
static bool
is_about_network(const NpLine *line, const NpStudy *study)
{
	return (study->head.says & NP_SAYS_BESIDE) && line->ending == NP_ENDING_STOP &&
		study->addresses == 0;
}

/* How loudly the line's first words call the reader */
static int
call_at_head(const NpLine *line, const NpStudy *study)
{
	if (!(study->head.says & NP_SAYS_CALL) || is_about_network(line, study))
		return 0;
	return study->head.weight;
}

/* The reader is asked to do something, and what is asked is what sites ask. */
static bool
judge_call(NpPage *page, size_t i, const NpStudy *study)
{
	int			at_head = call_at_head(&page->lines[i], study);
	int			evidence = at_head + study->calls + study->asks;
	int			needed = evidence_needed(study->nwords);

	if (study->stories > 0 || study->quoted || study->tweet || !study->whole ||
		study->nwords > CALL_WORDS || page->lines[i].ending == NP_ENDING_COLON)
		return false;
	if (study->asks + study->addresses == 0)
		return false;
	evidence += study->addresses > 2 ? 2 : study->addresses;
	evidence += is_wrapped(page, i);
	if (at_head + study->calls == 0)
	{
		if (study->sure_asks < 2)
			return false;
		needed += 2;
	}
	if (evidence >= needed)
	{
		np_cut_line(page, i, NP_SEGMENT_PROMO, NP_REASON_CALL,
					evidence > needed + 1 ? 0.95f : 0.85f);
		return true;
	}
	if (evidence + 2 >= needed)
		page->marks[i].looks |= NP_LOOKS_ASKING;
	return false;
}

static bool
judge_legal(NpPage *page, size_t i, const NpStudy *study)
{
	int			evidence = study->legals + (study->copyright_sign ? 2 : 0);

	if (study->stories > 0 || study->quoted || study->tweet || evidence == 0 ||
		study->nwords > CALL_WORDS || !study->whole)
		return false;
	if (study->nwords <= SHORT_WORDS)
		evidence++;
	if (study->addresses > 0)
		evidence++;
	if (study->year)
		evidence++;
	if (evidence < (study->nwords <= 60 ? 3 : 4))
	{
		/* a writer's line often ends with whose opinions these are */
		if (!study->names_writer)
			return false;
		np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_AUTHOR, 0.8f);
		return true;
	}
	np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_LEGAL, evidence > 3 ? 0.95f : 0.85f);
	return true;
}

/* Only the credit goes: the caption may say what the story does not. */
static void
judge_credit(NpPage *page, size_t i)
{
	const NpLine *line = &page->lines[i];
	uint32_t	credit = np_find_credit(&page->student, page->text, line);

	if (credit == line->end)
		return;
	np_cut_line(page, i, NP_SEGMENT_BOILERPLATE, NP_REASON_CREDIT, 0.85f);
	page->marks[i].cut_start = credit;
}

static void
note_looks(NpPage *page, size_t i, const NpStudy *study)
{
	const NpLine *line = &page->lines[i];
	const unsigned char *start = page->text + line->start;
	NpMark	   *mark = &page->marks[i];
	bool		titled = study->longer >= 3 && study->capital * 10 >= study->longer * 8;

	if (study->lettered >= 2 && study->shouted * 10 >= study->lettered * 9)
		mark->looks |= NP_LOOKS_SHOUTED;
	if (study->names)
		mark->looks |= NP_LOOKS_NAME;
	if (study->names_writer && study->stories == 0)
		mark->looks |= NP_LOOKS_AUTHOR;
	if (np_tag_letters(start, page->text + line->end) > 0)
		mark->looks |= NP_LOOKS_TITLE | NP_LOOKS_STRONG;
	if (study->nwords < 2 || study->nwords > TITLE_WORDS || np_line_length(page, i) > TITLE_BYTES ||
		line->ending == NP_ENDING_STOP || line->ending == NP_ENDING_COLON || study->tweet)
		return;
	mark->looks |= NP_LOOKS_TITLE;
	if (titled || (mark->looks & NP_LOOKS_SHOUTED))
		mark->looks |= NP_LOOKS_STRONG;
}

void
np_judge_closely(NpPage *page, size_t i)
{
	const NpLine *line = &page->lines[i];
	NpStudy		study;

	if (np_looks(page, i, NP_LOOKS_STUDIED))
		return;
	np_study_line(&page->student, page->text, line, &study);
	page->marks[i].looks |= NP_LOOKS_STUDIED;
	page->marks[i].nwords = (uint8_t) (study.nwords < UINT8_MAX ? study.nwords : UINT8_MAX);
	if (study.nwords == 0)
		return;
	note_looks(page, i, &study);
	note_opening(page, i, &study);
	if (judge_player(page, i, &study) || judge_buttons(page, i, &study) ||
		judge_label(page, i, &study) || judge_invitation(page, i, &study) ||
		judge_glued_label(page, i, &study) || judge_teaser(page, i, &study) ||
		judge_call(page, i, &study) || judge_legal(page, i, &study))
		return;
	if ((study.credits > 0 || !study.whole) &&
		(line->ending == NP_ENDING_OPEN || line->bracketed || i + 1 == page->nlines))
		judge_credit(page, i);
}

static bool
needs_study(NpPage *page, size_t i)
{
	const NpLine *line = &page->lines[i];
	bool		is_short = np_line_length(page, i) < NP_PROSE_BYTES;
	uint32_t	says = NP_SAYS_CALL | NP_SAYS_LEGAL | NP_SAYS_MARK | NP_SAYS_BULLETS |
		NP_SAYS_GALLERY | NP_SAYS_HEADING;

	if (ends_sentence(line) && !is_short)
		page->marks[i].looks |= NP_LOOKS_PROSE;
	if (line->ending == NP_ENDING_OPEN || line->bracketed ||
		page->text[line->start] == 0xC2)	/* perhaps the copyright sign */
		return true;
	if (line->ending != NP_ENDING_STOP)
		says = ~NP_SAYS_FILLER;
	switch (np_line_beginning(page->text, line, says))
	{
		case NP_BEGINS_PLAIN:
			return np_line_calls(page->text, line);
		case NP_BEGINS_PHRASE:
			return true;
		case NP_BEGINS_HARD:
			return np_line_begins_phrase(&page->student, page->text, line, says);
	}
	return false;
}

void
np_judge_lines(NpPage *page)
{
	for (size_t i = 0; i < page->nlines; i++)
	{
		np_check_at_line(i);
		if (needs_study(page, i))
			np_judge_closely(page, i);
	}
}
