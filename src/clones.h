/*-------------------------------------------------------------------------
 *
 * clones.h
 *	  One function, compiled for more than one processor.
 *
 * NP_TARGET_CLONES before a hot function lets gcc compile it a second time
 * for processors with AVX2 (and, since gcc 12, BMI2) and choose when the
 * module is loaded.  All of it is integer arithmetic: the clones give the
 * same bits.
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
#if __GNUC__ >= 12
#define NP_TARGET_CLONES __attribute__((target_clones("default", "arch=x86-64-v3")))
#else
#define NP_TARGET_CLONES __attribute__((target_clones("default", "avx2")))
#endif
#else
#define NP_TARGET_CLONES
#endif

/*
 * A function is compiled again with the clone of its caller only where it is
 * inlined there: NP_ALWAYS_INLINE says so of one function, NP_FLATTEN of all
 * that a function calls.
 */
#define NP_ALWAYS_INLINE inline __attribute__((always_inline))
#define NP_FLATTEN __attribute__((flatten))

#endif							/* NP_CLONES_H */
