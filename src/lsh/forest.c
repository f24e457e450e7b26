/*-------------------------------------------------------------------------
 *
 * forest.c
 *	  The arithmetic of the LSH forest: keys, depths and recall.
 *
 *-------------------------------------------------------------------------
 */
#include "lsh/forest.h"

#include <math.h>

/*
 * The probability that two signatures with so many equal lanes of nlanes
 * meet at this depth in one of the bands, if every choice of the equal
 * lanes is as likely as any other.
 *
 * One band is met with probability equal/nlanes * (equal-1)/(nlanes-1) ...
 * The lanes are drawn without replacement, so the bands' misses are
 * negatively associated (Joag-Dev and Proschan 1983) and the product over
 * the bands is a lower bound.  With fewer unequal lanes than bands some
 * band has none of them: the meeting is certain.  Nothing else is, not even
 * where the bound is so near to 1 that a double cannot tell it from that.
 */
double
np_forest_recall(int equal, int nlanes, int bands, int depth)
{
	double		one = 1.0;
	double		recall;

	if (nlanes - equal < bands)
		return 1.0;
	for (int i = 0; i < depth; i++)
		one *= equal > i ? (double) (equal - i) / (nlanes - i) : 0.0;
	recall = 1.0 - pow(1.0 - one, bands);
	return recall < 1.0 ? recall : nextafter(1.0, 0.0);
}

/*
 * The deepest prefix, the one with the fewest chance meetings, that finds a
 * row of so many equal lanes with at least this probability; 0 if even a
 * prefix of one lane does not.
 */
int
np_forest_depth(int equal, int nlanes, int bands, double recall)
{
	int			depth = NP_FOREST_DEPTH;

	while (depth > 0 && np_forest_recall(equal, nlanes, bands, depth) < recall)
		depth--;
	return depth;
}

/* The fewest equal lanes that are found at this depth with at least this probability. */
int
np_forest_bound(int nlanes, int bands, int depth, double recall)
{
	int			equal = nlanes;

	while (equal > 0 && np_forest_recall(equal - 1, nlanes, bands, depth) >= recall)
		equal--;
	return equal;
}
