/*-------------------------------------------------------------------------
 *
 * classify.h
 *	  A block of bytes to bits: which belong to words, which need a look.
 *
 * Pure C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLASSIFY_H
#define NP_CLASSIFY_H

#include <stddef.h>

#include "text/token.h"

/*
 * Fill the tokenizer's bits and its small letters from length bytes at p,
 * at most NP_TOKEN_BLOCK.  Bits beyond length are zero.
 */
extern void np_classify(NpTokenizer *t, const unsigned char *p, size_t length);

/* The same byte by byte; np_classify must never differ from it. */
extern void np_classify_portable(NpTokenizer *t, const unsigned char *p, size_t length);

#endif							/* NP_CLASSIFY_H */
