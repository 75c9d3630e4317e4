// The rooms are compiled once for each instruction set, each time in a namespace of its own: so no
// function of one build is ever taken for that of another. Data types are the same in all of them.
#pragma once

#ifndef ENVCORE_CLONE
#define ENVCORE_CLONE baseline
#endif
