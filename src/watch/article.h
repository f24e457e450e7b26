/*-------------------------------------------------------------------------
 *
 * article.h
 *	  An article of a watched table: its text, and what derives from it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_WATCH_ARTICLE_H
#define NP_WATCH_ARTICLE_H

#include "postgres.h"

#include "minhash/minhash.h"
#include "text/sqltext.h"
#include "watch/settings.h"

/*
 * The text that counts: the body, or the story in it where the settings say
 * so, behind the title where there is one.
 */
extern NpText np_article_text(const Watched *watched, bool title_isnull, Datum title, Datum body);

/*
 * Its signature; and its score, unless that is NULL, from the same pass over
 * the text: from 0 to 1, by the table's own model as far as it has learnt
 * enough; see spam/score.h.
 */
extern Minhash *np_article_sign(const Watched *watched, NpText text, double *score);

#endif							/* NP_WATCH_ARTICLE_H */
