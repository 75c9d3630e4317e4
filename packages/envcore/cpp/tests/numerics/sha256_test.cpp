// sha256.cpp against published answers.
#include "numerics/sha256.hpp"

#include <numeric>
#include <vector>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

std::string hex_of(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string sha256_of(std::string_view text) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  return hex_of(sha256(bytes));
}

// The examples of FIPS 180-4, and the long one of the validation suite.
TEST(the_published_answers) {
  CHECK_EQ(sha256_of(""),
           std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CHECK_EQ(sha256_of("abc"),
           std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  CHECK_EQ(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
           std::string("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
  CHECK_EQ(sha256_of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                     "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
           std::string("cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"));
  CHECK_EQ(sha256_of(std::string(1'000'000, 'a')),
           std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

// hashlib.sha256(bytes(range(n))).hexdigest(), for lengths around the ends of blocks
TEST(lengths_around_the_end_of_a_block) {
  struct Answer {
    std::size_t n;
    const char* hex;
  };
  for (const Answer& answer : {
           Answer{55, "463eb28e72f82e0a96c0a4cc53690c571281131f672aa229e0d45ae59b598b59"},
           Answer{56, "da2ae4d6b36748f2a318f23e7ab1dfdf45acdc9d049bd80e59de82a60895f562"},
           Answer{63, "29af2686fd53374a36b0846694cc342177e428d1647515f078784d69cdb9e488"},
           Answer{64, "fdeab9acf3710362bd2658cdc9a29e8f9c757fcf9811603a8c447cd1d9151108"},
           Answer{65, "4bfd2c8b6f1eec7a2afeb48b934ee4b2694182027e6d0fc075074f2fabb31781"},
           Answer{119, "da18797ed7c3a777f0847f429724a2d8cd5138e6ed2895c3fa1a6d39d18f7ec6"},
           Answer{120, "f52b23db1fbb6ded89ef42a23ce0c8922c45f25c50b568a93bf1c075420bbb7c"},
           Answer{128, "471fb943aa23c511f6f72f8d1652d9c880cfa392ad80503120547703e56a2be5"},
       }) {
    std::vector<std::uint8_t> bytes(answer.n);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    CHECK_EQ(hex_of(sha256(bytes)), std::string(answer.hex));
  }
}

// the test runs on one processor, the digest must be the same on all
TEST(with_and_without_the_processors_instructions) {
  std::vector<std::uint8_t> bytes;
  for (std::uint32_t n = 0, word = 1; n < 400; ++n, word = word * 1664525 + 1013904223) {
    CHECK_EQ(hex_of(sha256(bytes)), hex_of(sha256_portable(bytes)));
    bytes.push_back(static_cast<std::uint8_t>(word >> 24));
  }
}

}  // namespace
}  // namespace envcore::tests
