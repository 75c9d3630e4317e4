#include "render/font.hpp"

#include <array>
#include <cstdlib>

namespace envcore::render {
namespace {

constexpr float kSpacing = 1.7F;  // between two letters
constexpr int kCurvePieces = 8;   // straight pieces of a curve
constexpr int kFirst = ' ';
constexpr int kCount = '~' - ' ' + 1;

/// Width of the ink, and the pen's path: M moves, L draws a line, Q a curve by a control point.
struct Drawing {
  float width;
  const char* way;
};

// in the order of ASCII, from the space on
constexpr std::array<Drawing, kCount> kDrawings = {{
    {1.4F, ""},
    {0, "M 0 7 L 0 2.2 M 0 0.1 L 0 0"},                                                     // !
    {1.6F, "M 0 7 L 0 5.2 M 1.6 7 L 1.6 5.2"},                                              // "
    {4.6F, "M 1.2 0.6 L 1.8 6.4 M 2.8 0.6 L 3.4 6.4 M 0 4.6 L 4.6 4.6 M 0 2.4 L 4.6 2.4"},  // #
    {4.4F,
     "M 4.2 5 Q 3.9 6.2 2.2 6.2 Q 0.3 6.2 0.3 4.9 Q 0.3 3.8 2.2 3.5 Q 4.4 3.1 4.4 2 "
     "Q 4.4 0.7 2.2 0.7 Q 0.4 0.7 0 2 M 2.2 7.2 L 2.2 -0.3"},  // $
    {6,
     "M 5 7 L 1 0 M 0 5.5 Q 0 7 1.2 7 Q 2.4 7 2.4 5.5 Q 2.4 4 1.2 4 Q 0 4 0 5.5 M 3.6 1.5 "
     "Q 3.6 3 4.8 3 Q 6 3 6 1.5 Q 6 0 4.8 0 Q 3.6 0 3.6 1.5"},  // %
    {5,
     "M 5 0 L 1 5 Q 0.6 7 2 7 Q 3.6 7 3.2 5.4 L 0.8 3.4 Q -0.6 1.6 0.6 0.5 Q 2.6 -1 4.6 3"},    // &
    {0, "M 0 7 L 0 5.2"},                                                                       // '
    {1.6F, "M 1.6 8 Q 0 6 0 3.2 Q 0 0.4 1.6 -1.6"},                                             // (
    {1.6F, "M 0 8 Q 1.6 6 1.6 3.2 Q 1.6 0.4 0 -1.6"},                                           // )
    {3.4F, "M 1.7 6.6 L 1.7 3 M 0.1 5.7 L 3.3 3.9 M 3.3 5.7 L 0.1 3.9"},                        // *
    {4, "M 2 5.2 L 2 1.2 M 0 3.2 L 4 3.2"},                                                     // +
    {0.5F, "M 0.5 0.1 L 0 -1.4"},                                                               // ,
    {2.8F, "M 0 3.1 L 2.8 3.1"},                                                                // -
    {0, "M 0 0.1 L 0 0"},                                                                       // .
    {3.2F, "M 0 -0.8 L 3.2 7.6"},                                                               // /
    {4.4F, "M 0 2.2 L 0 4.8 Q 0 7 2.2 7 Q 4.4 7 4.4 4.8 L 4.4 2.2 Q 4.4 0 2.2 0 Q 0 0 0 2.2"},  // 0
    {4.4F, "M 1 5.7 L 2.7 7 L 2.7 0"},                                                          // 1
    {4.4F, "M 0.1 5.3 Q 0.3 7 2.2 7 Q 4.3 7 4.3 5.2 Q 4.3 4 2.9 2.7 L 0 0 L 4.4 0"},            // 2
    {4.4F,
     "M 0.2 5.6 Q 0.6 7 2.2 7 Q 4.2 7 4.2 5.35 Q 4.2 3.7 2.2 3.7 L 1.6 3.7 M 2.2 3.7 "
     "Q 4.4 3.7 4.4 1.9 Q 4.4 0 2.2 0 Q 0.4 0 0 1.5"},  // 3
    {4.4F, "M 3.4 0 L 3.4 7 L 3.1 7 L 0 2 L 4.4 2"},    // 4
    {4.4F,
     "M 4 7 L 0.7 7 L 0.35 3.8 Q 1.1 4.4 2.2 4.4 Q 4.4 4.4 4.4 2.2 Q 4.4 0 2.2 0 "
     "Q 0.5 0 0 1.4"},  // 5
    {4.4F,
     "M 3.9 6.3 Q 3.3 7 2.4 7 Q 0 7 0 3.4 L 0 2.2 Q 0 0 2.2 0 Q 4.4 0 4.4 2.1 Q 4.4 4.2 2.2 4.2 "
     "Q 0 4.2 0 2.2"},                // 6
    {4.4F, "M 0 7 L 4.4 7 L 1.5 0"},  // 7
    {4.4F,
     "M 2.2 3.8 Q 0.2 3.8 0.2 5.4 Q 0.2 7 2.2 7 Q 4.2 7 4.2 5.4 Q 4.2 3.8 2.2 3.8 "
     "Q 0 3.8 0 1.9 Q 0 0 2.2 0 Q 4.4 0 4.4 1.9 Q 4.4 3.8 2.2 3.8"},  // 8
    {4.4F,
     "M 0.5 0.7 Q 1.1 0 2 0 Q 4.4 0 4.4 3.6 L 4.4 4.8 Q 4.4 7 2.2 7 Q 0 7 0 4.9 "
     "Q 0 2.8 2.2 2.8 Q 4.4 2.8 4.4 4.8"},                                                      // 9
    {0, "M 0 4.4 L 0 4.3 M 0 0.6 L 0 0.5"},                                                     // :
    {0.5F, "M 0.5 4.4 L 0.5 4.3 M 0.5 0.4 L 0 -1.2"},                                           // ;
    {3.6F, "M 3.6 5.6 L 0 3.2 L 3.6 0.8"},                                                      // <
    {4, "M 0 4.3 L 4 4.3 M 0 2.1 L 4 2.1"},                                                     // =
    {3.6F, "M 0 5.6 L 3.6 3.2 L 0 0.8"},                                                        // >
    {3.8F, "M 0 5.4 Q 0.2 7 1.9 7 Q 3.8 7 3.8 5.3 Q 3.8 4 1.9 3.1 L 1.9 2 M 1.9 0.1 L 1.9 0"},  // ?
    {6.4F,
     "M 4.6 2.2 Q 4.6 4.6 3.2 4.6 Q 1.8 4.6 1.8 2.8 Q 1.8 1.2 3.2 1.2 Q 4.6 1.2 4.6 3.4 "
     "Q 5 0.8 6 1.6 Q 6.4 2 6.4 3.4 Q 6.4 7 3.2 7 Q 0 7 0 3 Q 0 -1 3.4 -1"},  // @
    {5, "M 0 0 L 2.5 7 L 5 0 M 0.85 2.4 L 4.15 2.4"},                         // A
    {4.6F,
     "M 0 0 L 0 7 L 2.4 7 Q 4.3 7 4.3 5.35 Q 4.3 3.7 2.4 3.7 L 0 3.7 M 2.4 3.7 "
     "Q 4.6 3.7 4.6 1.85 Q 4.6 0 2.4 0 L 0 0"},                                         // B
    {4.6F, "M 4.6 5.4 Q 4.2 7 2.4 7 Q 0 7 0 4.6 L 0 2.4 Q 0 0 2.4 0 Q 4.2 0 4.6 1.6"},  // C
    {4.7F, "M 0 0 L 0 7 L 2 7 Q 4.7 7 4.7 4.3 L 4.7 2.7 Q 4.7 0 2 0 L 0 0"},            // D
    {3.9F, "M 3.9 7 L 0 7 L 0 0 L 3.9 0 M 0 3.6 L 3.4 3.6"},                            // E
    {3.8F, "M 3.8 7 L 0 7 L 0 0 M 0 3.5 L 3.3 3.5"},                                    // F
    {4.7F,
     "M 4.6 5.5 Q 4.2 7 2.4 7 Q 0 7 0 4.6 L 0 2.4 Q 0 0 2.4 0 Q 4.7 0 4.7 2.4 L 4.7 3.2 "
     "L 2.7 3.2"},                                                                   // G
    {4.6F, "M 0 0 L 0 7 M 4.6 0 L 4.6 7 M 0 3.6 L 4.6 3.6"},                         // H
    {0, "M 0 0 L 0 7"},                                                              // I
    {3.2F, "M 3.2 7 L 3.2 2 Q 3.2 0 1.5 0 Q 0 0 0 1.7"},                             // J
    {4.5F, "M 0 0 L 0 7 M 4.3 7 L 0 2.6 M 1.6 4.2 L 4.5 0"},                         // K
    {3.7F, "M 0 7 L 0 0 L 3.7 0"},                                                   // L
    {5.6F, "M 0 0 L 0 7 L 2.8 2.2 L 5.6 7 L 5.6 0"},                                 // M
    {4.6F, "M 0 0 L 0 7 L 4.6 0 L 4.6 7"},                                           // N
    {5, "M 0 2.4 L 0 4.6 Q 0 7 2.5 7 Q 5 7 5 4.6 L 5 2.4 Q 5 0 2.5 0 Q 0 0 0 2.4"},  // O
    {4.5F, "M 0 0 L 0 7 L 2.3 7 Q 4.5 7 4.5 5 Q 4.5 3 2.3 3 L 0 3"},                 // P
    {5,
     "M 0 2.4 L 0 4.6 Q 0 7 2.5 7 Q 5 7 5 4.6 L 5 2.4 Q 5 0 2.5 0 Q 0 0 0 2.4 "
     "M 3.1 1.9 L 5 -0.4"},                                                                     // Q
    {4.5F, "M 0 0 L 0 7 L 2.3 7 Q 4.4 7 4.4 5.1 Q 4.4 3.2 2.3 3.2 L 0 3.2 M 2.4 3.2 L 4.5 0"},  // R
    {4.5F,
     "M 4.3 5.6 Q 3.9 7 2.2 7 Q 0.2 7 0.2 5.3 Q 0.2 4 2.2 3.6 Q 4.5 3.1 4.5 1.8 "
     "Q 4.5 0 2.2 0 Q 0.4 0 0 1.5"},                              // S
    {4.8F, "M 0 7 L 4.8 7 M 2.4 7 L 2.4 0"},                      // T
    {4.6F, "M 0 7 L 0 2.2 Q 0 0 2.3 0 Q 4.6 0 4.6 2.2 L 4.6 7"},  // U
    {4.8F, "M 0 7 L 2.4 0 L 4.8 7"},                              // V
    {6.8F, "M 0 7 L 1.6 0 L 3.4 5.6 L 5.2 0 L 6.8 7"},            // W
    {4.6F, "M 0 0 L 4.6 7 M 0 7 L 4.6 0"},                        // X
    {4.8F, "M 0 7 L 2.4 3.4 L 4.8 7 M 2.4 3.4 L 2.4 0"},          // Y
    {4.4F, "M 0 7 L 4.4 7 L 0 0 L 4.4 0"},                        // Z
    {1.5F, "M 1.5 8 L 0 8 L 0 -1.4 L 1.5 -1.4"},                  // [
    {3.2F, "M 0 7.6 L 3.2 -0.8"},                                 // backslash
    {1.5F, "M 0 8 L 1.5 8 L 1.5 -1.4 L 0 -1.4"},                  // ]
    {3, "M 0 5.2 L 1.5 7 L 3 5.2"},                               // ^
    {4, "M 0 -1 L 4 -1"},                                         // _
    {1, "M 0 7.4 L 1 6"},                                         // `
    {3.8F, "M 3.8 5 L 3.8 0 M 3.8 2.5 Q 3.8 5 1.9 5 Q 0 5 0 2.5 Q 0 0 1.9 0 Q 3.8 0 3.8 2.5"},  // a
    {3.8F, "M 0 7.2 L 0 0 M 0 2.5 Q 0 5 1.9 5 Q 3.8 5 3.8 2.5 Q 3.8 0 1.9 0 Q 0 0 0 2.5"},      // b
    {3.4F, "M 3.4 4 Q 3 5 1.9 5 Q 0 5 0 2.5 Q 0 0 1.9 0 Q 3 0 3.4 1"},                          // c
    {3.8F,
     "M 3.8 7.2 L 3.8 0 M 3.8 2.5 Q 3.8 5 1.9 5 Q 0 5 0 2.5 Q 0 0 1.9 0 Q 3.8 0 3.8 2.5"},  // d
    {3.7F, "M 0 2.7 L 3.7 2.7 Q 3.7 5 1.85 5 Q 0 5 0 2.5 Q 0 0 1.9 0 Q 3.1 0 3.5 1"},       // e
    {2.5F, "M 2.5 7.1 Q 1 7.4 1 5.6 L 1 0 M 0 4.8 L 2.3 4.8"},                              // f
    {3.8F,
     "M 3.8 5 L 3.8 -0.2 Q 3.8 -2.1 1.9 -2.1 Q 0.7 -2.1 0.2 -1.4 M 3.8 2.5 Q 3.8 5 1.9 5 "
     "Q 0 5 0 2.5 Q 0 0 1.9 0 Q 3.8 0 3.8 2.5"},                        // g
    {3.6F, "M 0 7.2 L 0 0 M 0 2.9 Q 0 5 1.9 5 Q 3.6 5 3.6 3 L 3.6 0"},  // h
    {0, "M 0 0 L 0 5 M 0 7 L 0 6.9"},                                   // i
    {1, "M 1 5 L 1 -0.6 Q 1 -2 -0.3 -2 M 1 7 L 1 6.9"},                 // j
    {3.5F, "M 0 7.2 L 0 0 M 3.3 5 L 0 1.9 M 1.2 3 L 3.5 0"},            // k
    {1, "M 0 7.2 L 0 1.2 Q 0 0 1 0"},                                   // l
    {5.8F,
     "M 0 5 L 0 0 M 0 3 Q 0 5 1.5 5 Q 2.9 5 2.9 3 L 2.9 0 M 2.9 3 Q 2.9 5 4.4 5 "
     "Q 5.8 5 5.8 3 L 5.8 0"},                                                             // m
    {3.6F, "M 0 5 L 0 0 M 0 2.9 Q 0 5 1.9 5 Q 3.6 5 3.6 3 L 3.6 0"},                       // n
    {3.8F, "M 0 2.5 Q 0 5 1.9 5 Q 3.8 5 3.8 2.5 Q 3.8 0 1.9 0 Q 0 0 0 2.5"},               // o
    {3.8F, "M 0 5 L 0 -2 M 0 2.5 Q 0 5 1.9 5 Q 3.8 5 3.8 2.5 Q 3.8 0 1.9 0 Q 0 0 0 2.5"},  // p
    {3.8F,
     "M 3.8 5 L 3.8 -2 M 3.8 2.5 Q 3.8 5 1.9 5 Q 0 5 0 2.5 Q 0 0 1.9 0 Q 3.8 0 3.8 2.5"},  // q
    {2.2F, "M 0 5 L 0 0 M 0 2.9 Q 0.2 5 2.2 4.9"},                                         // r
    {3.4F,
     "M 3.2 4.1 Q 2.9 5 1.7 5 Q 0.2 5 0.2 3.8 Q 0.2 2.9 1.7 2.6 Q 3.4 2.3 3.4 1.3 "
     "Q 3.4 0 1.7 0 Q 0.4 0 0 1"},                                                   // s
    {2.5F, "M 1 6.6 L 1 1.5 Q 1 0 2.5 0.1 M 0 4.9 L 2.4 4.9"},                       // t
    {3.6F, "M 0 5 L 0 2 Q 0 0 1.8 0 Q 3.6 0 3.6 2.1 M 3.6 5 L 3.6 0"},               // u
    {3.8F, "M 0 5 L 1.9 0 L 3.8 5"},                                                 // v
    {5.8F, "M 0 5 L 1.4 0 L 2.9 4.4 L 4.4 0 L 5.8 5"},                               // w
    {3.5F, "M 0 0 L 3.5 5 M 0 5 L 3.5 0"},                                           // x
    {3.8F, "M 0 5 L 1.9 0.2 M 3.8 5 L 1.4 -1.2 Q 1 -2.1 0.1 -2"},                    // y
    {3.4F, "M 0 5 L 3.4 5 L 0 0 L 3.4 0"},                                           // z
    {2, "M 2 8 Q 0.9 8 0.9 6.4 Q 0.9 3.3 0 3.2 Q 0.9 3.1 0.9 0 Q 0.9 -1.6 2 -1.6"},  // {
    {0, "M 0 8 L 0 -1.6"},                                                           // |
    {2, "M 0 8 Q 1.1 8 1.1 6.4 Q 1.1 3.3 2 3.2 Q 1.1 3.1 1.1 0 Q 1.1 -1.6 0 -1.6"},  // }
    {4, "M 0 2.7 Q 1 4.2 2 3.2 Q 3 2.2 4 3.7"},                                      // ~
}};

constexpr Drawing kUnknown = {3.4F, "M 0 0 L 0 7 L 3.4 7 L 3.4 0 L 0 0"};

/// Reads commands and numbers of a path.
class WayReader {
 public:
  explicit WayReader(const char* way) : rest_(way) {}

  char command() {
    while (*rest_ == ' ') ++rest_;
    return *rest_ == '\0' ? '\0' : *rest_++;
  }

  float number() {
    char* end = nullptr;
    const float value = std::strtof(rest_, &end);
    rest_ = end;
    return value;
  }

 private:
  const char* rest_;
};

void add_curve(Glyph& glyph, float x0, float y0, float cx, float cy, float x1, float y1) {
  float x = x0;
  float y = y0;
  for (int i = 1; i <= kCurvePieces; ++i) {
    const float t = static_cast<float>(i) / kCurvePieces;
    const float u = 1 - t;
    const float nx = u * u * x0 + 2 * u * t * cx + t * t * x1;
    const float ny = u * u * y0 + 2 * u * t * cy + t * t * y1;
    glyph.strokes.push_back({x, y, nx, ny});
    x = nx;
    y = ny;
  }
}

Glyph glyph_from(const Drawing& drawing) {
  Glyph glyph{drawing.width + kSpacing, {}};
  WayReader reader(drawing.way);
  float x = 0;
  float y = 0;
  for (char command = reader.command(); command != '\0'; command = reader.command()) {
    const float a = reader.number();
    const float b = reader.number();
    if (command == 'L') glyph.strokes.push_back({x, y, a, b});
    if (command == 'Q') {
      const float x1 = reader.number();
      const float y1 = reader.number();
      add_curve(glyph, x, y, a, b, x1, y1);
      x = x1;
      y = y1;
    } else {
      x = a;
      y = b;
    }
  }
  return glyph;
}

}  // namespace

const Glyph& glyph_of(char letter) {
  static const std::vector<Glyph> glyphs = [] {
    std::vector<Glyph> made;
    made.reserve(kCount + 1);
    for (const Drawing& drawing : kDrawings) made.push_back(glyph_from(drawing));
    made.push_back(glyph_from(kUnknown));
    return made;
  }();
  const int index = static_cast<unsigned char>(letter) - kFirst;
  return glyphs[static_cast<std::size_t>(index >= 0 && index < kCount ? index : kCount)];
}

}  // namespace envcore::render
