/*-------------------------------------------------------------------------
 *
 * careful.h
 *	  The tokenizer's careful path (for token.c).  Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CAREFUL_H
#define NP_CAREFUL_H

#include <stdbool.h>

#include "text/token.h"

/*
 * Read the run that begins at from until it ends, until it comes out of a
 * word (what follows, as after an opening quotation mark, may be fit for the
 * fast path), or until the batch is full.  The words go behind the *n that
 * are there.  Stores where to go on, which is never inside a word.  Returns
 * false if there was no room to begin.
 */
extern bool np_read_carefully(NpTokenizer *t, NpWord *words, size_t *n, size_t from,
							  size_t *resume);

#endif							/* NP_CAREFUL_H */
