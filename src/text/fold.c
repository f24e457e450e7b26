/*-------------------------------------------------------------------------
 *
 * fold.c
 *	  How one character folds: looks into the generated table.
 *
 *-------------------------------------------------------------------------
 */
#include "text/fold.h"

#include "text/fold_table.h"

NpFold
np_fold(uint32_t c)
{
	NpFold		fold = {0};
	uint32_t	entry;
	uint32_t	spelling;

	if (c >= FOLD_LIMIT)
		return fold;
	entry = fold_entries[(uint32_t) fold_index[c / FOLD_BLOCK] * FOLD_BLOCK + c % FOLD_BLOCK];
	spelling = entry >> 14;

	fold.class = (NpCharClass) (entry & 0x0F);
	fold.disguise = (NpDisguise) (entry >> 4 & 0x07);
	fold.upper = (entry >> 7 & 1) != 0;
	fold.latin = (entry >> 8 & 1) != 0;
	if (entry >> 9 & 0x1F)
		fold.lookalike = (char) ('a' - 1 + (entry >> 9 & 0x1F));
	fold.length = fold_pool[spelling];
	fold.spelling = fold_pool + spelling + 1;
	return fold;
}
