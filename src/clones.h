/*-------------------------------------------------------------------------
 *
 * clones.h
 *	  One function, compiled for more than one processor.
 *
 * NP_TARGET_CLONES before a hot function lets gcc compile it a second time
 * for processors since Haswell (AVX2, BMI2) and choose when the module is
 * loaded.  All of it is integer arithmetic: the clones give the same bits.
 *
 * clang would need the same for the bitcode that JIT uses, where it fails;
 * sanitizers cannot run before the choice is made.
 *
 *-------------------------------------------------------------------------
 */
#ifndef NP_CLONES_H
#define NP_CLONES_H

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && \
	!defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(NP_PORTABLE)
#define NP_TARGET_CLONES __attribute__((target_clones("default", "arch=haswell")))
#else
#define NP_TARGET_CLONES
#endif

#endif							/* NP_CLONES_H */
