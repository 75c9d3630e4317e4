// Runs the tests of the files named as arguments (market for market_test.cpp), or all tests.
#include "tests/check.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace check {
namespace {

struct Test {
  std::string file;
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

/// Return "market" for "cpp/tests/market_test.cpp".
std::string short_name_of(std::string_view file) {
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
    std::printf("FAILED %s: %s\n  %s\n", test.file.c_str(), test.name.c_str(), failure.what());
  }
  return false;
}

/// Run the tests of these files; returns whether each file had tests and all passed.
bool run_files(std::span<const char* const> files) {
  std::size_t num_run = 0;
  std::size_t num_failed = 0;
  for (const Test& test : tests()) {
    const bool is_wanted =
        files.empty() || std::find(files.begin(), files.end(), test.file) != files.end();
    if (!is_wanted) continue;
    num_run += 1;
    if (!run(test)) num_failed += 1;
  }
  for (const std::string_view file : files) {
    const auto is_of_file = [file](const Test& test) { return test.file == file; };
    if (std::any_of(tests().begin(), tests().end(), is_of_file)) continue;
    std::printf("file %s has no tests\n", std::string(file).c_str());
    num_failed += 1;
  }
  std::printf("%zu tests ran, %zu failed\n", num_run, num_failed);
  return num_run > 0 && num_failed == 0;
}

}  // namespace

bool add_test(std::string_view file, std::string_view name, TestBody body) {
  tests().push_back({short_name_of(file), std::string(name), body});
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
  return check::run_files(arguments.subspan(1)) ? 0 : 1;
}
