// The whole test framework: TEST registers, CHECK and CHECK_EQ end a test at its first failure.
// It is our own, so that the tests need only a compiler.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace check {

/// A check that did not hold; what() has the place and the values.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using TestBody = void (*)();

/// Register a test of a file. The result only initializes a static variable.
bool add_test(std::string_view file, std::string_view name, TestBody body);

/// Adds a name and a value, as of a loop, to every failure within its scope. Only for the test's
/// own thread.
class Note {
 public:
  Note(std::string_view name, long long value);
  ~Note();
  Note(const Note&) = delete;
  Note& operator=(const Note&) = delete;
};

/// Throw a Failure with the place, the text of the check and all notes.
[[noreturn]] void fail(std::string_view file, int line, const std::string& what);

template <class Value>
concept Listed = requires(const Value& value) {
  value.begin();
  value.size();
} && !std::convertible_to<Value, std::string_view>;

/// A value as text: a double also as its bits, a list value by value.
template <class Value>
std::string shown(const Value& value) {
  if constexpr (std::is_same_v<Value, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_floating_point_v<Value>) {
    std::array<char, 64> text{};  // the longest is 24 digits and signs, and the bits
    const double wide = value;
    std::snprintf(text.data(), text.size(), "%.17g [0x%016llx]", wide,
                  static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(wide)));
    return text.data();
  } else if constexpr (std::is_integral_v<Value>) {
    return std::to_string(value);
  } else if constexpr (std::is_enum_v<Value>) {
    return shown(static_cast<std::underlying_type_t<Value>>(value));
  } else if constexpr (Listed<Value>) {
    std::string text = "{";
    for (const auto& item : value) text += shown(item) + ", ";
    return text + "}";
  } else {
    return std::string(value);
  }
}

/// Exactly the same: numbers of one kind by value, floating point by its bits (so that -0 is not
/// 0).
template <class Got, class Want>
bool is_same(const Got& got, const Want& want) {
  if constexpr (std::is_same_v<Got, bool> || std::is_same_v<Want, bool>) {
    static_assert(std::is_same_v<Got, Want>, "a bool is compared with a bool");
    return got == want;
  } else if constexpr (std::is_floating_point_v<Got> || std::is_floating_point_v<Want>) {
    return std::bit_cast<std::uint64_t>(static_cast<double>(got)) ==
           std::bit_cast<std::uint64_t>(static_cast<double>(want));
  } else if constexpr (std::is_integral_v<Got> && std::is_integral_v<Want>) {
    return std::cmp_equal(got, want);
  } else if constexpr (Listed<Got> && Listed<Want>) {
    if (got.size() != want.size()) return false;
    auto other = want.begin();
    for (const auto& item : got) {
      if (!is_same(item, *other++)) return false;
    }
    return true;
  } else {
    return got == want;
  }
}

template <class Got, class Want>
void equal(const Got& got, const Want& want, const char* file, int line, const char* text) {
  if (is_same(got, want)) return;
  fail(file, line,
       std::string(text) + "\n      got  " + shown(got) + "\n      want " + shown(want));
}

void near(double got, double want, double tolerance, const char* file, int line, const char* text);

}  // namespace check

#define TEST(name)                                                                              \
  static void name();                                                                           \
  [[maybe_unused]] static const bool was_added_##name = check::add_test(__FILE__, #name, name); \
  static void name()

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : check::fail(__FILE__, __LINE__, "CHECK(" #condition ")"))

#define CHECK_EQ(got, want) \
  check::equal((got), (want), __FILE__, __LINE__, "CHECK_EQ(" #got ", " #want ")")

/// Within an absolute tolerance, which the test explains.
#define CHECK_NEAR(got, want, tolerance) \
  check::near((got), (want), (tolerance), __FILE__, __LINE__, "CHECK_NEAR(" #got ", " #want ")")
