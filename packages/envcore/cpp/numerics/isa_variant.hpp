// ISA variants: numerics/, rules/ and the stepping part of vector/ are compiled once for each
// instruction set, each time with ENVCORE_ISA set to its name. Their functions live in a namespace
// of that name, so that the linker never takes a function of one variant for that of another. Data
// types are outside that namespace and the same in every variant.
#pragma once

#ifndef ENVCORE_ISA
#define ENVCORE_ISA baseline
#endif

// Keeps the compiler from inlining a function.
#ifdef __GNUC__
#define ENVCORE_NOINLINE [[gnu::noinline]]
#else
#define ENVCORE_NOINLINE
#endif
