/*
 * navigation_lines.c
 *	  What stands around the lines of pages, without a server: for
 *	  script/fit-navigation.
 *
 * Reads pages: a length of four bytes in the machine's order, then the text.
 * Writes for each page how many lines it has and whether it has navigation,
 * then a line for each: its first byte, the byte behind it, whether a rule
 * cuts it, its features.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "article/surroundings.h"
#include "host.h"

static void
print_lines(const NpPage *page)
{
	float	   *rows = np_surroundings(page);

	for (size_t i = 0; i < page->nlines; i++)
	{
		printf("%u\t%u\t%d", page->lines[i].start, page->lines[i].end, np_is_cut(page, i));
		for (int k = 0; k < NP_FEATURES; k++)
			printf("\t%.7g", rows[i * NP_FEATURES + k]);
		putchar('\n');
	}
	np_free(rows);
}

int
main(void)
{
	uint32_t	length;

	while (fread(&length, sizeof(length), 1, stdin) == 1)
	{
		unsigned char *text = np_alloc((size_t) length + 1);
		NpPage		page;

		if (fread(text, 1, length, stdin) != length)
			return EXIT_FAILURE;
		np_page_judge(&page, text, length);
		printf("%zu\t%d\n", page.nlines, np_has_navigation(&page));
		print_lines(&page);
		np_page_free(&page);
		np_free(text);
	}
	return EXIT_SUCCESS;
}
