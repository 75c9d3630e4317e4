// bench_worlds TOURS_FILE: answers each line of its input with a line of JSON.
//   run WORKLOAD WORLDS STEPS VARIANT...   CPU time per step of each variant in nanoseconds,
//                                          one round
//   wall WORKLOAD WORLDS STEPS VARIANT...  the same in wall time
//   reset COUNT VARIANT...                 CPU time per reset in nanoseconds
//   spin                                   clock rate that this thread gets, in GHz, and how many
//                                          independent additions are done in a cycle
//   facts                                  what this was built with
// A scenario (workload, worlds, variants) keeps its worlds from one round to the next.
#include <cstdio>
#include <iostream>
#include <map>
#include <sstream>

#include "clock.hpp"
#include "scenario.hpp"
#include "vector/isa_dispatch.hpp"

namespace {

using envcore::bench::Scenario;

std::string numbers(const std::vector<std::string>& names, const std::vector<double>& values) {
  std::ostringstream text;
  text << "{";
  for (std::size_t i = 0; i < names.size(); ++i) {
    text << (i == 0 ? "" : ", ") << '"' << names[i] << "\": " << values[i];
  }
  text << "}";
  return text.str();
}

std::vector<std::string> words(std::istringstream& line) {
  std::vector<std::string> all;
  for (std::string word; line >> word;) all.push_back(word);
  return all;
}

class Bench {
 public:
  explicit Bench(const std::string& tours) : tours_(envcore::bench::read_tours(tours)) {}

  std::string answer(const std::string& text) {
    std::istringstream line(text);
    std::string command;
    line >> command;
    if (command == "run") return run(line, envcore::bench::thread_nanoseconds);
    if (command == "wall") return run(line, envcore::bench::wall_nanoseconds);
    if (command == "reset") return reset(line);
    if (command == "spin") return spin();
    if (command == "facts") return facts();
    throw std::invalid_argument("command " + command + ": expected run, wall, reset, spin, facts");
  }

 private:
  std::string run(std::istringstream& line, double (*nanoseconds)()) {
    std::string workload;
    std::size_t num_worlds = 0;
    std::size_t steps = 0;
    line >> workload >> num_worlds >> steps;
    const std::vector<std::string> variants = words(line);
    if (num_worlds == 0 || steps == 0 || variants.empty()) {
      throw std::invalid_argument("run: expected WORKLOAD WORLDS STEPS VARIANT...");
    }
    std::string key = workload + " " + std::to_string(num_worlds);
    for (const std::string& variant : variants) key += " " + variant;
    auto found = scenarios_.find(key);
    if (found == scenarios_.end()) {
      const auto kind = envcore::bench::workload_of(workload);
      auto made = std::make_unique<Scenario>(kind, num_worlds, variants, tours_);
      found = scenarios_.emplace(key, std::move(made)).first;
    }
    return numbers(variants, found->second->run_round(steps, nanoseconds));
  }

  static std::string reset(std::istringstream& line) {
    std::size_t count = 0;
    line >> count;
    const std::vector<std::string> variants = words(line);
    std::vector<double> nanoseconds;
    for (const std::string& variant : variants) {
      const auto runner = envcore::bench::make_runner(variant, 1);
      const double start = envcore::bench::thread_nanoseconds();
      runner->reset_seeds(1, count);
      const double taken = envcore::bench::thread_nanoseconds() - start;
      nanoseconds.push_back(taken / static_cast<double>(count));
    }
    return numbers(variants, nanoseconds);
  }

  /// The clock from a chain of additions, each a cycle long, and how many of four chains are done
  /// in a cycle: 4 on a core that no other thread uses. 0 where not known.
  static std::string spin() {
    double gigahertz = 0;
    double additions_per_cycle = 0;
#if defined(__GNUC__) && defined(__x86_64__)
    constexpr int kRounds = 2'500'000;
    // of registers: some CPUs eliminate additions of constants
    const std::uint64_t one = 1;
    std::uint64_t a = 0, b = 0, c = 0, d = 0;
    const double start = envcore::bench::thread_nanoseconds();
    for (int i = 0; i < kRounds; ++i) {
      __asm__ volatile(
          "add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\t"
          "add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0"
          : "+r"(a)
          : "r"(one));
    }
    const double middle = envcore::bench::thread_nanoseconds();
    for (int i = 0; i < kRounds; ++i) {
      __asm__ volatile(
          "add %4, %0\n\tadd %4, %1\n\tadd %4, %2\n\tadd %4, %3\n\t"
          "add %4, %0\n\tadd %4, %1\n\tadd %4, %2\n\tadd %4, %3"
          : "+r"(a), "+r"(b), "+r"(c), "+r"(d)
          : "r"(one));
    }
    const double end = envcore::bench::thread_nanoseconds();
    gigahertz = 8 * kRounds / (middle - start);
    additions_per_cycle = 8 * kRounds / ((end - middle) * gigahertz);
#endif
    return numbers({"ghz", "additions_per_cycle"}, {gigahertz, additions_per_cycle});
  }

  static std::string facts() {
    std::ostringstream text;
#ifdef __VERSION__
    text << R"({"compiler": ")" << __VERSION__ << R"(", )";
#else
    text << R"({"compiler": "unknown", )";
#endif
    text << R"("kernel": ")" << envcore::chosen_kernel().name << R"(", "world_bytes": )"
         << sizeof(envcore::World) << "}";
    return text.str();
  }

  envcore::bench::Tours tours_;
  std::map<std::string, std::unique_ptr<Scenario>> scenarios_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_worlds TOURS_FILE, commands on stdin\n");
    return 2;
  }
  try {
    Bench bench(argv[1]);
    for (std::string line; std::getline(std::cin, line);) {
      std::cout << bench.answer(line) << std::endl;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_worlds: %s\n", error.what());
    return 1;
  }
  return 0;
}
