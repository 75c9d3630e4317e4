// The rooms are compiled once for each instruction set, each time in a namespace of its own: so no
// function of one build is ever taken for that of another. Data types are the same in all of them.
#pragma once

#ifndef ENVCORE_CLONE
#define ENVCORE_CLONE baseline
#endif

// A function that is called, where the compiler would put its body in the caller.
#ifdef __GNUC__
#define ENVCORE_NOINLINE [[gnu::noinline]]
#else
#define ENVCORE_NOINLINE
#endif
