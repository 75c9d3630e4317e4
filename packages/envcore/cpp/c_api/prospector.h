/* A C interface to one world, for WebAssembly and any language that calls C.

   All rows lie inside the handle: their pointers stay the same for its life, and every call that
   changes the world rewrites them. Nothing is imported, nothing is printed, nothing throws.
   Numbers of `info`, nodes, asteroids and the market are binary64, which holds all of them
   exactly. Numbers have the machine's byte order; digests and states are the same bytes
   everywhere. Not safe for use by two threads at once. */
#ifndef ENVCORE_PROSPECTOR_H
#define ENVCORE_PROSPECTOR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  PROSPECTOR_ABI_VERSION = 1,

  /* bits of `switches`: which of the options of these names are on
     <generated: switches> */
  PROSPECTOR_PIRATES = 1,
  PROSPECTOR_FRACTURES = 2,
  PROSPECTOR_SCAN_NOISE = 4,
  PROSPECTOR_PRICE_IMPACT = 8,
  PROSPECTOR_MARKET_SHOCKS = 16,
  /* </generated> */

  /* what prospector_step returns: bits, or an error below 0 */
  PROSPECTOR_TERMINATED = 1,
  PROSPECTOR_TRUNCATED = 2,

  PROSPECTOR_OK = 0,
  PROSPECTOR_BAD_TIME_MAX = -1,    /* out of the range of the spec */
  PROSPECTOR_BAD_REWARD_MODE = -2, /* no id of a reward mode of the spec */
  PROSPECTOR_BAD_SWITCHES = -3,    /* a bit without a switch */
  PROSPECTOR_NOT_RUNNING = -4,     /* no episode was started, or it has ended */
  PROSPECTOR_BAD_STATE = -5,       /* foreign, stale, cut off or damaged bytes */

  /* a node: type, hops, danger, piracy, neighbors; then for each slot the next five */
  PROSPECTOR_NODE_HEAD = 5,
  PROSPECTOR_NODE_SLOT = 5, /* node, ticks, fuel, threat, threat estimate */

  /* an asteroid: composition x6, estimate x6, stability, its estimate, richness, noise,
     confidence, depletion */
  PROSPECTOR_ASTEROID_COLUMNS = 18,

  /* a commodity: price, last price, stock, base stock, drift, shock, swing, season ticks,
     season offset */
  PROSPECTOR_MARKET_COLUMNS = 9
};

typedef struct Prospector Prospector;

/* PROSPECTOR_ABI_VERSION as it was compiled in, and the spec's digest as 64 hex digits. */
int32_t prospector_abi_version(void);
const char* prospector_spec_digest(void);

/* A world in which no episode was started; null without memory. */
Prospector* prospector_create(void);
void prospector_destroy(Prospector* self);

/* Make `self` what `other` is now: a snapshot, taken or put back. */
void prospector_copy(Prospector* self, const Prospector* other);

/* Start an episode. An error changes nothing. */
int32_t prospector_reset(Prospector* self, int32_t time_max, int32_t reward_mode, uint32_t switches,
                         uint64_t seed, uint64_t episode);

/* Take a step: any integer, one outside 0..68 is illegal. Returns flags or PROSPECTOR_NOT_RUNNING. */
int32_t prospector_step(Prospector* self, int32_t action);

uint64_t prospector_seed(const Prospector* self);
uint64_t prospector_episode(const Prospector* self);
double prospector_reward(const Prospector* self);             /* of the last step, 0 at reset */
const double* prospector_reward_terms(const Prospector* self); /* in the order of the sum */
const float* prospector_observation(const Prospector* self);  /* 260 */
const int8_t* prospector_mask(const Prospector* self);        /* 69 */
const double* prospector_info(const Prospector* self); /* in the spec's order, without the mask */
int32_t prospector_end_cause(const Prospector* self);  /* -1 none, else as in the spec */
const uint8_t* prospector_digest(Prospector* self);    /* 16 bytes: state_digest */

/* The bytes of get_state and set_state, which envcore and envref exchange. `get` writes them into
   the buffer and returns how many; `set` takes that many from it. An error changes nothing. */
uint8_t* prospector_state_buffer(Prospector* self);
uint32_t prospector_state_capacity(void);
uint32_t prospector_get_state(Prospector* self);
int32_t prospector_set_state(Prospector* self, uint32_t size);

/* The hidden truth, for viewers. A row is valid until the next call for one of its kind; null for
   what there is not. */
int32_t prospector_node_count(const Prospector* self);
const double* prospector_node(Prospector* self, int32_t n);
int32_t prospector_asteroid_count(const Prospector* self, int32_t n);
const double* prospector_asteroid(Prospector* self, int32_t n, int32_t a);
const double* prospector_market(Prospector* self, int32_t c);

/* What a ship can remember of its episode, for policies that read memory features. It never reads
   the world: call `observe` with every observation from the start, and `note` with the action
   taken after it. Version 1 has all features, version 2 the compact ones. */
typedef struct ProspectorMemory ProspectorMemory;

int32_t prospector_feature_count(int32_t version); /* 0: there is no such version */
/* of a new episode; null without memory and for a version that does not exist */
ProspectorMemory* prospector_memory_create(int32_t version);
void prospector_memory_destroy(ProspectorMemory* self);
void prospector_memory_copy(ProspectorMemory* self, const ProspectorMemory* other);
/* The features, as many as the version has. */
const float* prospector_memory_observe(ProspectorMemory* self, const float* observation);
void prospector_memory_note(ProspectorMemory* self, int32_t action); /* others than 0..68 hold */

#ifdef __cplusplus
}
#endif

#endif
