// How functions of the C interface are exported.
#pragma once

#ifdef __wasm__
#define PROSPECTOR_EXPORT(name) __attribute__((export_name(#name))) name
#else
#define PROSPECTOR_EXPORT(name) name
#endif
