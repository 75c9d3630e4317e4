// Runs the tests of the rooms named as arguments, or of all rooms.
#include "tests/check.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace check {
namespace {

struct Test {
  std::string room;
  std::string name;
  TestBody body;
};

/// All tests. Made at first use, as tests are added before main begins.
std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

std::vector<std::string>& notes() {
  static std::vector<std::string> all;
  return all;
}

/// "cpp/tests/market_test.cpp" is of the room "market".
std::string room_of(std::string_view file) {
  const std::size_t slash = file.find_last_of("/\\");
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return std::string(file.substr(0, file.rfind("_test.")));
}

/// Run one test; returns whether it passed.
bool run(const Test& test) {
  try {
    test.body();
    return true;
  } catch (const std::exception& failure) {
    std::printf("FAILED %s: %s\n  %s\n", test.room.c_str(), test.name.c_str(), failure.what());
  }
  return false;
}

/// Run the tests of these rooms; returns whether each room had tests and all passed.
bool run_rooms(std::span<const char* const> rooms) {
  std::size_t num_run = 0;
  std::size_t num_failed = 0;
  for (const Test& test : tests()) {
    const bool is_wanted =
        rooms.empty() || std::find(rooms.begin(), rooms.end(), test.room) != rooms.end();
    if (!is_wanted) continue;
    num_run += 1;
    if (!run(test)) num_failed += 1;
  }
  for (const std::string_view room : rooms) {
    const auto is_of_room = [room](const Test& test) { return test.room == room; };
    if (std::any_of(tests().begin(), tests().end(), is_of_room)) continue;
    std::printf("room %s has no tests\n", std::string(room).c_str());
    num_failed += 1;
  }
  std::printf("%zu tests ran, %zu failed\n", num_run, num_failed);
  return num_run > 0 && num_failed == 0;
}

}  // namespace

bool add_test(std::string_view file, std::string_view name, TestBody body) {
  tests().push_back({room_of(file), std::string(name), body});
  return true;
}

Note::Note(std::string_view name, long long value) {
  notes().push_back(std::string(name) + " = " + std::to_string(value));
}

Note::~Note() { notes().pop_back(); }

void fail(std::string_view file, int line, const std::string& what) {
  std::string text = std::string(file) + ":" + std::to_string(line) + ": " + what;
  for (const std::string& note : notes()) text += "\n      with " + note;
  throw Failure(text);
}

void near(double got, double want, double tolerance, const char* file, int line, const char* text) {
  const double distance = got > want ? got - want : want - got;
  if (distance <= tolerance) return;
  fail(file, line,
       std::string(text) + "\n      got  " + shown(got) + "\n      want " + shown(want) +
           "\n      within " + shown(tolerance));
}

}  // namespace check

int main(int argc, char** argv) {
  const std::span<const char* const> arguments(argv, static_cast<std::size_t>(argc));
  return check::run_rooms(arguments.subspan(1)) ? 0 : 1;
}
