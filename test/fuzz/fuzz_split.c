/*
 * fuzz_split.c
 *	  The article splitter on any bytes.
 *
 * - the segments tile the text: in order, without gaps, none empty;
 * - the body is the body segments without the white space around them, and
 *   the text itself when nothing was cut;
 * - posts come in order, their parts lie within them, and they within
 *   related segments;
 * - the scanner of first words never disagrees with the tokenizer.
 */
#include <string.h>

#include "article/page.h"
#include "fuzz.h"
#include "host.h"

static size_t
check_segments(const NpSegment *segments, size_t n, size_t length)
{
	size_t end = 0;
	size_t body = 0;

	for (size_t i = 0; i < n; i++)
	{
		MUST(segments[i].start == end);
		MUST(segments[i].length > 0);
		MUST(segments[i].kind <= NP_SEGMENT_BOILERPLATE);
		MUST(segments[i].confidence > 0.0f && segments[i].confidence <= 1.0f);
		MUST(np_segment_kind(segments[i].kind) != NULL);
		MUST(np_segment_reason(segments[i].reason) != NULL);
		MUST((segments[i].kind == NP_SEGMENT_BODY) == (segments[i].reason == NP_REASON_STORY));
		MUST(i == 0 || segments[i].kind != segments[i - 1].kind ||
			 segments[i].reason != segments[i - 1].reason);
		end += segments[i].length;
		if (segments[i].kind == NP_SEGMENT_BODY)
			body += segments[i].length;
	}
	MUST(end == length);
	return body;
}

static void
check_body(const unsigned char *text, size_t length, const NpSegment *segments, size_t n,
		   size_t body_length)
{
	const unsigned char *body;
	size_t found = np_article_body(text, length, &body);
	unsigned char *joined = malloc(body_length + 1);
	size_t at = 0;

	MUST((body == text) == (n == 0 || (n == 1 && segments[0].kind == NP_SEGMENT_BODY)));
	if (body == text)
		MUST(found == length);
	else
	{
		size_t skipped = 0;

		MUST(found <= body_length);
		for (size_t i = 0; i < n; i++)
		{
			if (segments[i].kind != NP_SEGMENT_BODY)
				continue;
			memcpy(joined + at, text + segments[i].start, segments[i].length);
			at += segments[i].length;
		}
		/* what is left out stands before and behind, and is blank */
		while (skipped < at && np_blank_length(joined + skipped, joined + at) > 0)
			skipped += np_blank_length(joined + skipped, joined + at);
		MUST(skipped + found <= at && memcmp(joined + skipped, body, found) == 0);
		free((void *) body);
	}
	free(joined);
}

static bool
lies_within(uint32_t start, uint32_t length, const NpPost *post)
{
	return length == 0 || (start >= post->start && length <= post->length &&
						   start - post->start <= post->length - length);
}

static void
check_posts(const unsigned char *text, size_t length, const NpSegment *segments, size_t nsegments)
{
	NpPost *posts;
	size_t n = np_related_posts(text, length, &posts);
	size_t end = 0;
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
	{
		const NpPost *post = &posts[i];

		MUST(post->length > 0 && post->start >= end && post->length <= length - post->start);
		end = (size_t) post->start + post->length;
		MUST(post->title_length > 0 || post->excerpt_length > 0);
		MUST(lies_within(post->tag_start, post->tag_length, post));
		MUST(lies_within(post->title_start, post->title_length, post));
		MUST(lies_within(post->excerpt_start, post->excerpt_length, post));
		while (k + 1 < nsegments && segments[k + 1].start <= post->start)
			k++;
		MUST(segments[k].kind == NP_SEGMENT_RELATED);
	}
	free(posts);
}

static void
check_beginnings(const unsigned char *text, size_t length)
{
	static NpStudent student;
	NpLine *lines;
	size_t n = np_lines_read(text, length, NP_PAGE_LINES, &lines);
	size_t end = 0;

	for (size_t i = 0; i < n; i++)
	{
		MUST(lines[i].start >= end && lines[i].start < lines[i].end);
		MUST(lines[i].end <= lines[i].next && lines[i].next <= length);
		end = lines[i].next;
		/* a longer line is not read to its end by either */
		if (lines[i].end - lines[i].start <= 40)
		{
			NpBeginning beginning = np_line_beginning(text, &lines[i], UINT32_MAX);
			bool begins = np_line_begins_phrase(&student, text, &lines[i], UINT32_MAX);

			MUST(beginning == NP_BEGINS_HARD || (beginning == NP_BEGINS_PHRASE) == begins);
		}
	}
	MUST(n == 0 || end == length);
	free(lines);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	NpSegment *segments;
	size_t n = np_article_split(data, size, &segments);
	size_t body = check_segments(segments, n, size);

	check_body(data, size, segments, n, body);
	check_posts(data, size, segments, n);
	check_beginnings(data, size);
	free(segments);
	return 0;
}
