/*
 * kind_terms.c
 *	  The verdict on pairs of texts, without a server: for script/fit-kind.
 *
 * Reads pairs: two lengths of four bytes in the machine's order, then the two
 * texts.  Writes a line for each: the kind, the margin, and its terms.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "host.h"
#include "reuse/kind.h"

static unsigned char *
read_text(uint32_t length)
{
	unsigned char *text = np_alloc((size_t) length + 1);

	if (fread(text, 1, length, stdin) != length)
		exit(EXIT_FAILURE);
	return text;
}

int
main(void)
{
	uint32_t	lengths[2];

	while (fread(lengths, sizeof(uint32_t), 2, stdin) == 2)
	{
		unsigned char *a = read_text(lengths[0]);
		unsigned char *b = read_text(lengths[1]);
		NpKindResult result;

		np_duplicate_kind(a, lengths[0], b, lengths[1], &result);
		printf("%s\t%.9g", np_kind_name(result.kind), result.margin);
		for (int i = 0; i < NP_KIND_TERMS; i++)
			printf("\t%.9g", result.terms[i]);
		putchar('\n');
		np_free(a);
		np_free(b);
	}
	return EXIT_SUCCESS;
}
