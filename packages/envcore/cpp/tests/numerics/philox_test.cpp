// Philox against the published answers.
#include "numerics/philox.hpp"

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

// Known answers of the authors of Philox (Random123, kat_vectors: philox4x64 10).
TEST(philox_gives_the_published_answers) {
  CHECK_EQ(philox({0, 0, 0, 0}, 0, 0), (PhiloxBlock{0x16554D9ECA36314C, 0xDB20FE9D672D0FDC,
                                                    0xD7E772CEE186176B, 0x7E68B68AEC7BA23B}));
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  CHECK_EQ(philox({kOnes, kOnes, kOnes, kOnes}, kOnes, kOnes),
           (PhiloxBlock{0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6,
                        0xA09CAEBF594F0BA0}));
  CHECK_EQ(philox({0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89},
                  0x452821E638D01377, 0xBE5466CF34E90C6C),
           (PhiloxBlock{0xA528F45403E61D95, 0x38C72DBD566E9788, 0xA5A1610E72FD18B5,
                        0x57BD43B5E52B7FE6}));
}

}  // namespace
}  // namespace envcore::tests
