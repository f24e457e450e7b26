/*-------------------------------------------------------------------------
 *
 * newsprint.h
 *	  What the module's entry point calls: one Init for each folder that
 *	  has settings or other state to register.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NEWSPRINT_H
#define NEWSPRINT_H

#define NEWSPRINT_VERSION "1.0"

/* minhash/compare.c */
extern void MinhashInit(void);

/* lsh/lsh.c */
extern void LshInit(void);

/* reuse/compare.c */
extern void ReuseInit(void);

#endif							/* NEWSPRINT_H */
