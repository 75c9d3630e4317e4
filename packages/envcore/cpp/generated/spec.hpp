// Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// clang-format off
namespace envcore::spec {

inline constexpr std::string_view kDigest = "9aa0bbde9bc8afc6a152862d6be3cf53ca4c2bfa3c3c2a7f78754bed3b135577";
inline constexpr int kVersion = 1;

inline constexpr int kObsDim = 260;
inline constexpr int kNActions = 69;
inline constexpr int kNCommodities = 6;
inline constexpr int kNNodeTypes = 3;
inline constexpr int kMaxNodes = 32;
inline constexpr int kMaxNeighbors = 6;
inline constexpr int kMaxAsteroids = 16;
inline constexpr int kMaxEdges = 63;

enum class NodeType : std::int8_t {
  kStation = 0,
  kCluster = 1,
  kHazard = 2,
};
inline constexpr std::array<std::string_view, 3> kNodeTypeNames = {"station", "cluster", "hazard"};

enum class RewardMode : std::uint8_t {
  kShaped = 0,
  kSparse = 1,
};
inline constexpr std::array<std::string_view, 2> kRewardModeNames = {"shaped", "sparse"};

enum class EndCause : std::int8_t {
  kNone = -1,
  kDestroyed = 0,
  kStranded = 1,
  kCashedOut = 2,
  kTimeout = 3,
};
inline constexpr std::array<std::string_view, 4> kEndCauseNames = {"destroyed", "stranded", "cashed_out", "timeout"};

/// Whether an episode that ended so was truncated; every other end terminates it.
constexpr bool truncates(EndCause cause) { return cause == EndCause::kTimeout; }

enum class Domain : std::uint64_t {
  kGraph = 1,
  kField = 2,
  kMarket = 3,
  kTrade = 4,
  kVoyage = 5,
  kMine = 6,
  kScan = 7,
  kListen = 8,
};
inline constexpr std::array<std::string_view, 8> kDomainNames = {"graph", "field", "market", "trade", "voyage", "mine", "scan", "listen"};

enum class ActionId : std::int8_t {
  kTravel0 = 0,
  kTravel1 = 1,
  kTravel2 = 2,
  kTravel3 = 3,
  kTravel4 = 4,
  kTravel5 = 5,
  kHoldDrift = 6,
  kEmergencyBurn = 7,
  kWideScan = 8,
  kFocusedScan = 9,
  kDeepScan = 10,
  kThreatListen = 11,
  kSelect0 = 12,
  kSelect1 = 13,
  kSelect2 = 14,
  kSelect3 = 15,
  kSelect4 = 16,
  kSelect5 = 17,
  kSelect6 = 18,
  kSelect7 = 19,
  kSelect8 = 20,
  kSelect9 = 21,
  kSelect10 = 22,
  kSelect11 = 23,
  kSelect12 = 24,
  kSelect13 = 25,
  kSelect14 = 26,
  kSelect15 = 27,
  kMineConservative = 28,
  kMineStandard = 29,
  kMineAggressive = 30,
  kStabilize = 31,
  kRefine = 32,
  kCooldown = 33,
  kToolMaintenance = 34,
  kHullPatch = 35,
  kJettisonIron = 36,
  kJettisonNickel = 37,
  kJettisonWaterIce = 38,
  kJettisonPge = 39,
  kJettisonRareIsotopes = 40,
  kJettisonVolatiles = 41,
  kDock = 42,
  kSellIron25 = 43,
  kSellIron50 = 44,
  kSellIron100 = 45,
  kSellNickel25 = 46,
  kSellNickel50 = 47,
  kSellNickel100 = 48,
  kSellWaterIce25 = 49,
  kSellWaterIce50 = 50,
  kSellWaterIce100 = 51,
  kSellPge25 = 52,
  kSellPge50 = 53,
  kSellPge100 = 54,
  kSellRareIsotopes25 = 55,
  kSellRareIsotopes50 = 56,
  kSellRareIsotopes100 = 57,
  kSellVolatiles25 = 58,
  kSellVolatiles50 = 59,
  kSellVolatiles100 = 60,
  kBuyFuelSmall = 61,
  kBuyFuelMedium = 62,
  kBuyFuelLarge = 63,
  kBuyRepairKit = 64,
  kBuyStabilizer = 65,
  kBuyDecoy = 66,
  kOverhaul = 67,
  kCashOut = 68,
};
inline constexpr std::array<std::string_view, 69> kActionIdNames = {"TRAVEL_0", "TRAVEL_1", "TRAVEL_2", "TRAVEL_3", "TRAVEL_4", "TRAVEL_5", "HOLD_DRIFT", "EMERGENCY_BURN", "WIDE_SCAN", "FOCUSED_SCAN", "DEEP_SCAN", "THREAT_LISTEN", "SELECT_0", "SELECT_1", "SELECT_2", "SELECT_3", "SELECT_4", "SELECT_5", "SELECT_6", "SELECT_7", "SELECT_8", "SELECT_9", "SELECT_10", "SELECT_11", "SELECT_12", "SELECT_13", "SELECT_14", "SELECT_15", "MINE_CONSERVATIVE", "MINE_STANDARD", "MINE_AGGRESSIVE", "STABILIZE", "REFINE", "COOLDOWN", "TOOL_MAINTENANCE", "HULL_PATCH", "JETTISON_IRON", "JETTISON_NICKEL", "JETTISON_WATER_ICE", "JETTISON_PGE", "JETTISON_RARE_ISOTOPES", "JETTISON_VOLATILES", "DOCK", "SELL_IRON_25", "SELL_IRON_50", "SELL_IRON_100", "SELL_NICKEL_25", "SELL_NICKEL_50", "SELL_NICKEL_100", "SELL_WATER_ICE_25", "SELL_WATER_ICE_50", "SELL_WATER_ICE_100", "SELL_PGE_25", "SELL_PGE_50", "SELL_PGE_100", "SELL_RARE_ISOTOPES_25", "SELL_RARE_ISOTOPES_50", "SELL_RARE_ISOTOPES_100", "SELL_VOLATILES_25", "SELL_VOLATILES_50", "SELL_VOLATILES_100", "BUY_FUEL_SMALL", "BUY_FUEL_MEDIUM", "BUY_FUEL_LARGE", "BUY_REPAIR_KIT", "BUY_STABILIZER", "BUY_DECOY", "OVERHAUL", "CASH_OUT"};

/// The options of one world. Trusted: the bindings check them.
struct EnvConfig {
  int time_max = 20000;  // Time budget of an episode.
  RewardMode reward_mode = RewardMode::kShaped;  // All terms of the reward, or the sale and terminal terms only.
  bool pirates = true;  // Pirates attack.
  bool fractures = true;  // Asteroids crack while being mined.
  bool scan_noise = true;  // Scans are noisy.
  bool price_impact = true;  // Sales move the stock, and stock moves the price.
  bool market_shocks = true;  // Prices jump and fall now and then.
};
inline constexpr int kTimeMaxLow = 1;
inline constexpr int kTimeMaxHigh = 1000000;
inline constexpr int kNSwitches = 5;

/// Call visit(name, pointer to member) for each option, in order.
template <class Visit>
constexpr void visit_options(Visit&& visit) {
  visit("time_max", &EnvConfig::time_max);
  visit("reward_mode", &EnvConfig::reward_mode);
  visit("pirates", &EnvConfig::pirates);
  visit("fractures", &EnvConfig::fractures);
  visit("scan_noise", &EnvConfig::scan_noise);
  visit("price_impact", &EnvConfig::price_impact);
  visit("market_shocks", &EnvConfig::market_shocks);
}

inline constexpr int kNRewardTerms = 11;
/// The terms of the reward in the order of the sum. A term that does not apply is +0.
struct RewardTerms {
  double sell = 0;  // credits after less before, purchases included
  double extract = 0;  // never below 0; the cargo at the station's prices
  double fuel = 0;  // fuel before less after, never below 0
  double time = 0;  // ticks of the step
  double wear = 0;  // tool condition before less after, never below 0
  double heat = 0;  // the heat after the step
  double damage = 0;  // hull before less after, never below 0
  double scan = 0;  // a scan that was legal
  double invalid = 0;  // an action that was illegal
  double pirate = 0;  // at the prices before the step
  double terminal = 0;  // the last step: stranded, destroyed, or ended in any other way
};

/// Call visit(name, pointer to member) for each term, in order.
template <class Visit>
constexpr void visit_reward_terms(Visit&& visit) {
  visit("sell", &RewardTerms::sell);
  visit("extract", &RewardTerms::extract);
  visit("fuel", &RewardTerms::fuel);
  visit("time", &RewardTerms::time);
  visit("wear", &RewardTerms::wear);
  visit("heat", &RewardTerms::heat);
  visit("damage", &RewardTerms::damage);
  visit("scan", &RewardTerms::scan);
  visit("invalid", &RewardTerms::invalid);
  visit("pirate", &RewardTerms::pirate);
  visit("terminal", &RewardTerms::terminal);
}

/// The sum of the terms that the mode keeps.
constexpr double sum_of(const RewardTerms& terms, RewardMode mode) {
  if (mode == RewardMode::kSparse) return terms.sell + terms.terminal;
  return terms.sell + terms.extract + terms.fuel + terms.time + terms.wear + terms.heat + terms.damage + terms.scan + terms.invalid + terms.pirate + terms.terminal;
}

enum class Family : std::int8_t {
  kTravel,
  kHold,
  kBurn,
  kScan,
  kListen,
  kSelect,
  kMine,
  kStabilize,
  kRefine,
  kCooldown,
  kMendTool,
  kMendHull,
  kJettison,
  kDock,
  kSell,
  kBuyFuel,
  kBuySupply,
  kOverhaul,
  kCashOut,
};

enum class Event : std::uint8_t {
  kInvalidAction = 0,
  kTravelled = 1,
  kScanned = 2,
  kMined = 3,
  kFracture = 4,
  kStabilized = 5,
  kRefined = 6,
  kSold = 7,
  kBought = 8,
  kOverhauled = 9,
  kDocked = 10,
  kJettisoned = 11,
  kPirates = 12,
  kDecoyUsed = 13,
  kOverheated = 14,
  kMarketShock = 15,
  kAsteroidExhausted = 16,
  kDestroyed = 17,
  kStranded = 18,
  kCashedOut = 19,
  kTimeout = 20,
};

struct ActionRow { Family family; int arg; int ticks; double fuel; double alert; double heat; double credits; double amount; };
inline constexpr std::array<ActionRow, kNActions> kActions = {{
    {Family::kTravel, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0},  // 0 TRAVEL_0
    {Family::kTravel, 1, 0, 0.0, 0.0, 0.0, 0.0, 0.0},  // 1 TRAVEL_1
    {Family::kTravel, 2, 0, 0.0, 0.0, 0.0, 0.0, 0.0},  // 2 TRAVEL_2
    {Family::kTravel, 3, 0, 0.0, 0.0, 0.0, 0.0, 0.0},  // 3 TRAVEL_3
    {Family::kTravel, 4, 0, 0.0, 0.0, 0.0, 0.0, 0.0},  // 4 TRAVEL_4
    {Family::kTravel, 5, 0, 0.0, 0.0, 0.0, 0.0, 0.0},  // 5 TRAVEL_5
    {Family::kHold, 0, 1, 0.0, -3.0, -2.5, 0.0, 0.0},  // 6 HOLD_DRIFT
    {Family::kBurn, 0, 1, 18.0, 10.0, 0.0, 0.0, 0.0},  // 7 EMERGENCY_BURN
    {Family::kScan, 0, 3, 5.0, 4.0, 0.0, 0.0, 0.0},  // 8 WIDE_SCAN
    {Family::kScan, 1, 2, 4.0, 3.0, 0.0, 0.0, 0.0},  // 9 FOCUSED_SCAN
    {Family::kScan, 2, 4, 8.0, 6.0, 0.0, 0.0, 0.0},  // 10 DEEP_SCAN
    {Family::kListen, 0, 2, 0.0, 0.0, 0.0, 0.0, 0.0},  // 11 THREAT_LISTEN
    {Family::kSelect, 0, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 12 SELECT_0
    {Family::kSelect, 1, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 13 SELECT_1
    {Family::kSelect, 2, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 14 SELECT_2
    {Family::kSelect, 3, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 15 SELECT_3
    {Family::kSelect, 4, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 16 SELECT_4
    {Family::kSelect, 5, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 17 SELECT_5
    {Family::kSelect, 6, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 18 SELECT_6
    {Family::kSelect, 7, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 19 SELECT_7
    {Family::kSelect, 8, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 20 SELECT_8
    {Family::kSelect, 9, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 21 SELECT_9
    {Family::kSelect, 10, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 22 SELECT_10
    {Family::kSelect, 11, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 23 SELECT_11
    {Family::kSelect, 12, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 24 SELECT_12
    {Family::kSelect, 13, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 25 SELECT_13
    {Family::kSelect, 14, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 26 SELECT_14
    {Family::kSelect, 15, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 27 SELECT_15
    {Family::kMine, 0, 1, 0.0, 1.2, 2.0, 0.0, 0.0},  // 28 MINE_CONSERVATIVE
    {Family::kMine, 1, 1, 0.0, 2.2, 4.0, 0.0, 0.0},  // 29 MINE_STANDARD
    {Family::kMine, 2, 1, 0.0, 4.0, 7.0, 0.0, 0.0},  // 30 MINE_AGGRESSIVE
    {Family::kStabilize, 0, 2, 0.0, 0.0, 0.0, 0.0, 0.0},  // 31 STABILIZE
    {Family::kRefine, 0, 2, 4.0, 3.0, 6.0, 0.0, 0.0},  // 32 REFINE
    {Family::kCooldown, 0, 2, 2.0, 1.0, -20.0, 0.0, 0.0},  // 33 COOLDOWN
    {Family::kMendTool, 0, 2, 0.0, 0.0, 0.0, 0.0, 25.0},  // 34 TOOL_MAINTENANCE
    {Family::kMendHull, 0, 2, 0.0, 0.0, 0.0, 0.0, 20.0},  // 35 HULL_PATCH
    {Family::kJettison, 0, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 36 JETTISON_IRON
    {Family::kJettison, 1, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 37 JETTISON_NICKEL
    {Family::kJettison, 2, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 38 JETTISON_WATER_ICE
    {Family::kJettison, 3, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 39 JETTISON_PGE
    {Family::kJettison, 4, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 40 JETTISON_RARE_ISOTOPES
    {Family::kJettison, 5, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 41 JETTISON_VOLATILES
    {Family::kDock, 0, 1, 0.0, -20.0, 0.0, 0.0, 0.0},  // 42 DOCK
    {Family::kSell, 0, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 43 SELL_IRON_25
    {Family::kSell, 1, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 44 SELL_IRON_50
    {Family::kSell, 2, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 45 SELL_IRON_100
    {Family::kSell, 3, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 46 SELL_NICKEL_25
    {Family::kSell, 4, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 47 SELL_NICKEL_50
    {Family::kSell, 5, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 48 SELL_NICKEL_100
    {Family::kSell, 6, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 49 SELL_WATER_ICE_25
    {Family::kSell, 7, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 50 SELL_WATER_ICE_50
    {Family::kSell, 8, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 51 SELL_WATER_ICE_100
    {Family::kSell, 9, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 52 SELL_PGE_25
    {Family::kSell, 10, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 53 SELL_PGE_50
    {Family::kSell, 11, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 54 SELL_PGE_100
    {Family::kSell, 12, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 55 SELL_RARE_ISOTOPES_25
    {Family::kSell, 13, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 56 SELL_RARE_ISOTOPES_50
    {Family::kSell, 14, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 57 SELL_RARE_ISOTOPES_100
    {Family::kSell, 15, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 58 SELL_VOLATILES_25
    {Family::kSell, 16, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 59 SELL_VOLATILES_50
    {Family::kSell, 17, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 60 SELL_VOLATILES_100
    {Family::kBuyFuel, 0, 1, 0.0, 0.0, 0.0, 60.0, 120.0},  // 61 BUY_FUEL_SMALL
    {Family::kBuyFuel, 0, 1, 0.0, 0.0, 0.0, 120.0, 260.0},  // 62 BUY_FUEL_MEDIUM
    {Family::kBuyFuel, 0, 1, 0.0, 0.0, 0.0, 210.0, 480.0},  // 63 BUY_FUEL_LARGE
    {Family::kBuySupply, 0, 1, 0.0, 0.0, 0.0, 150.0, 0.0},  // 64 BUY_REPAIR_KIT
    {Family::kBuySupply, 1, 1, 0.0, 0.0, 0.0, 175.0, 0.0},  // 65 BUY_STABILIZER
    {Family::kBuySupply, 2, 1, 0.0, 0.0, 0.0, 110.0, 0.0},  // 66 BUY_DECOY
    {Family::kOverhaul, 0, 3, 0.0, 0.0, 0.0, 280.0, 0.0},  // 67 OVERHAUL
    {Family::kCashOut, 0, 1, 0.0, 0.0, 0.0, 0.0, 0.0},  // 68 CASH_OUT
}};

inline constexpr int kIron = 0;
inline constexpr int kNickel = 1;
inline constexpr int kWaterIce = 2;
inline constexpr int kPge = 3;
inline constexpr int kRareIsotopes = 4;
inline constexpr int kVolatiles = 5;
struct CommodityRow { double base_price; double price_min; double price_max; double depth; };
inline constexpr std::array<CommodityRow, 6> kCommodities = {{
    {45.0, 12.0, 180.0, 500.0},  // iron
    {55.0, 15.0, 200.0, 500.0},  // nickel
    {85.0, 20.0, 240.0, 450.0},  // water_ice
    {145.0, 50.0, 320.0, 350.0},  // pge
    {210.0, 80.0, 420.0, 300.0},  // rare_isotopes
    {120.0, 30.0, 300.0, 400.0},  // volatiles
}};

struct ScanMode { double blend; double gain; double noise; };
inline constexpr std::array<ScanMode, 3> kScanModes = {{
    {0.22, 0.1, 1.35},  // wide
    {0.42, 0.2, 1.0},  // focused
    {0.8, 0.45, 0.55},  // deep
}};

struct MiningMode { double yield_factor; double spread; double wear; double fracture; };
inline constexpr std::array<MiningMode, 3> kMiningModes = {{
    {0.8, 0.05, 0.25, -0.7},  // conservative
    {1.15, 0.1, 0.5, 0.6},  // standard
    {1.55, 0.16, 0.9, 1.8},  // aggressive
}};

inline constexpr std::array<double, 3> kSellFractions = {0.25, 0.5, 1.0};
inline constexpr std::array<int, 4> kStockShown = {0, 2, 3, 4};

// arithmetic
inline constexpr double kOddsDivisor = 8.0;  // x is divided by it before the power of eight in odds.
inline constexpr double kWaveSlope = 4.0;  // Slope of the parabola in wave.
inline constexpr double kWaveLinear = 0.775;  // Linear part of wave.
inline constexpr double kWaveQuadratic = 0.225;  // Quadratic part of wave.
inline constexpr double kLn2 = 0.6931471805599453;  // LN2 of ln.
inline constexpr double kSqrtHalf = 0.7071067811865476;  // SQRT_HALF of ln.

// chance
inline constexpr int kBellCenter = 131070;  // Mean of the sum of four 16-bit parts.
inline constexpr double kBellScale = 2.6429e-05;  // Makes the variance of bell 1.

// belt
inline constexpr int kNodeCountMin = 8;  // Fewest nodes of a belt. [nodes]
inline constexpr int kNodeCountSpan = 25;  // Number of possible node counts. [nodes]
inline constexpr int kGraphExtraIndex = 64;  // First index of the draws for extra edges.
inline constexpr int kGraphEdgeIndex = 256;  // First index of the draws for an edge's properties.
inline constexpr double kHazardNodeChance = 0.25;  // Chance that a node is a hazard node.
inline constexpr double kDangerBase = 0.05;  // Least danger of a node.
inline constexpr double kDangerSpread = 0.3;  // Span of the danger of a node.
inline constexpr double kDangerHazardExtra = 0.25;  // Danger added in a hazard node.
inline constexpr double kPiracyBase = 0.05;  // Least piracy of a node.
inline constexpr double kPiracySpread = 0.25;  // Span of the piracy of a node.
inline constexpr double kPiracyHazardExtra = 0.12;  // Piracy added in a hazard node.
inline constexpr int kEdgeTicksMax = 8;  // Longest edge; also the scale of observed travel times. [ticks]
inline constexpr double kEdgeFuelBase = 8.0;  // Least fuel of a tick on an edge, for an empty ship. [fuel/tick]
inline constexpr double kEdgeFuelSpread = 8.0;  // Span of the fuel of a tick on an edge. [fuel/tick]
inline constexpr double kThreatDangerWeight = 0.5;  // Weight of the two ends' danger in an edge's threat.
inline constexpr double kThreatPiracyWeight = 0.5;  // Weight of the two ends' piracy in an edge's threat.
inline constexpr double kThreatNoise = 0.05;  // Noise of an edge's threat.
inline constexpr double kThreatEstimateStart = 0.5;  // Threat estimate of every edge at reset.

// field
inline constexpr int kFieldCountIndex = 1024;  // First index of the draws for the number of asteroids.
inline constexpr int kAsteroidCountMin = 5;  // Fewest asteroids of a node. [asteroids]
inline constexpr int kAsteroidCountSpan = 12;  // Number of possible asteroid counts. [asteroids]
inline constexpr double kRichnessScale = 0.55;  // Least richness of an asteroid. [units/tick]
inline constexpr double kRichnessMax = 4.0;  // Highest richness of an asteroid. [units/tick]
inline constexpr double kRichnessHazardFactor = 1.5;  // Factor on richness in a hazard node.
inline constexpr double kScanDifficultyBase = 0.04;  // Least noise of scans of an asteroid.
inline constexpr double kScanDifficultySpread = 0.18;  // Span of the noise of scans of an asteroid.
inline constexpr double kEstimateTruthShare = 0.25;  // Share of the truth in the first estimate of a composition.
inline constexpr double kEstimateGuessShare = 0.75;  // Share of a guess in the first estimate of a composition.
inline constexpr double kStabilityEstimateStart = 0.5;  // First estimate of stability.
inline constexpr double kConfidenceStart = 0.1;  // Confidence before any scan.

// market
inline constexpr int kSeasonTicksMin = 180;  // Shortest season of a price. [ticks]
inline constexpr int kSeasonTicksSpan = 201;  // Number of possible seasons. [ticks]
inline constexpr double kSwingBase = 0.1;  // Least seasonal swing of a price.
inline constexpr double kSwingSpread = 0.2;  // Span of the seasonal swing.
inline constexpr double kStockBase = 20.0;  // Least base stock of the station. [units]
inline constexpr double kStockSpread = 100.0;  // Span of the base stock. [units]
inline constexpr double kDriftStart = 0.06;  // Scale of the drift at reset.
inline constexpr double kDriftKeep = 0.97;  // Share of the drift kept over a tick.
inline constexpr double kDriftNoise = 0.0146;  // Noise of the drift in a tick.
inline constexpr double kShockKeep = 0.985;  // Share of a shock kept over a tick.
inline constexpr double kShockFloor = 1e-12;  // A shock below this is over.
inline constexpr double kStockKeep = 0.985;  // Share of the distance from base stock kept over a tick.
inline constexpr double kShockOdds = 400.0;  // One shock in this many ticks, on average. [ticks]
inline constexpr int kShockUpBit = 8;  // Bit of the draw that makes a shock a rise.
inline constexpr double kShockUpBase = 0.25;  // Least rise of a shock.
inline constexpr double kShockUpSpread = 0.25;  // Span of a rise.
inline constexpr double kShockDownBase = 0.15;  // Least fall of a shock.
inline constexpr double kShockDownSpread = 0.15;  // Span of a fall.

// exposure
inline constexpr double kExposureHull = 0.15;  // Hull lost per tick and hazard. [hull/tick]
inline constexpr double kExposureRollBase = 0.8;  // Least factor on the hull lost.
inline constexpr double kExposureRollSpread = 0.4;  // Span of the factor on the hull lost.
inline constexpr double kExposureHeat = 0.5;  // Heat gained per tick and hazard. [heat/tick]
inline constexpr double kExposureAlert = 0.8;  // Alert gained per tick and hazard. [alert/tick]
inline constexpr double kPirateBias = -9.0;  // PIRATE_BIAS: log-odds of pirates in a tick, before all else.
inline constexpr double kPiratePiracyWeight = 3.0;  // Log-odds per piracy of the place.
inline constexpr double kPirateAlertWeight = 2.2;  // Log-odds at full alert.
inline constexpr double kPirateCargoWeight = 3.0;  // Log-odds at endless cargo value.
inline constexpr double kPirateCargoHalf = 5000.0;  // Cargo value at which half of that applies. [credits]
inline constexpr double kPirateEscapeRelief = 2.8;  // Log-odds taken off while the escape buff lasts.
inline constexpr double kPirateShareBase = 0.08;  // Least share of the cargo taken.
inline constexpr double kPirateShareSpread = 0.12;  // Span of the share taken.
inline constexpr double kDecoyChance = 0.6;  // Chance that a decoy works.
inline constexpr double kDecoyShareFactor = 0.3;  // Factor on the share when it works.
inline constexpr double kCargoDust = 1e-06;  // Cargo below this left by pirates is nothing. [units]
inline constexpr double kPirateHullBase = 1.0;  // Least hull lost to pirates. [hull]
inline constexpr double kPirateHullSpread = 3.0;  // Span of the hull lost to pirates. [hull]
inline constexpr double kPirateAlert = 8.0;  // Alert gained in an attack. [alert]
inline constexpr double kCooling = 2.5;  // Heat radiated in a tick. [heat/tick]
inline constexpr double kOverheatHull = 1.25;  // Hull lost per heat above the limit. [hull/heat]
inline constexpr double kCalming = 1.0;  // Alert lost in a tick. [alert/tick]

// ship
inline constexpr double kFuelMax = 1000.0;  // Tank. [fuel]
inline constexpr double kHullMax = 100.0;  // Whole hull. [hull]
inline constexpr double kHeatMax = 100.0;  // Limit of heat. [heat]
inline constexpr double kToolMax = 100.0;  // A new tool. [tool]
inline constexpr double kCargoMax = 200.0;  // Hold. [units]
inline constexpr double kAlertMax = 100.0;  // Highest alert. [alert]
inline constexpr int kSupplyMax = 12;  // Most kits, stabilizers or decoys held, of each. [pieces]
inline constexpr int kStartRepairKits = 3;  // Repair kits at reset. [pieces]
inline constexpr int kStartStabilizers = 2;  // Stabilizers at reset. [pieces]
inline constexpr int kStartDecoys = 1;  // Decoys at reset. [pieces]

// effects
inline constexpr double kTravelLoadFactor = 0.5;  // Extra fuel of a full ship, as a share of the edge's fuel.
inline constexpr int kEscapeTicks = 4;  // Escape buff left after the step of the burn. [ticks]
inline constexpr int kAnchorTicks = 6;  // Anchor left after the step of the stabilizer. [ticks]
inline constexpr double kListenNoise = 0.08;  // Noise of a threat listen.
inline constexpr double kListenKeep = 0.25;  // Share of the old estimate kept by a listen.
inline constexpr double kListenBlend = 0.75;  // Share of what was heard.
inline constexpr double kScanSigmaBase = 1.1;  // Scan noise falls with confidence from this.
inline constexpr int kScanIndexStride = 64;  // Indices of the scan draws reserved for a tick.
inline constexpr double kScanFloor = 1e-08;  // Least share a scan can see.
inline constexpr double kToolEfficiencyBase = 0.4;  // Efficiency of a worn-out tool.
inline constexpr double kToolEfficiencySlope = 0.6;  // What a whole tool adds.
inline constexpr double kHotFrac = 0.7;  // Heat share above which mining suffers.
inline constexpr double kHotSpan = 0.3;  // Heat share over which efficiency falls to 0.
inline constexpr double kHotEfficiencyMin = 0.1;  // Least efficiency by heat.
inline constexpr double kMineCargoLimit = 199.99;  // Mining needs less cargo than this. [units]
inline constexpr double kDepletionPerUnit = 0.005;  // Depletion per unit mined. [1/unit]
inline constexpr double kDepletionEnd = 0.95;  // Depletion from which an asteroid is exhausted.
inline constexpr double kFractureBias = -10.0;  // FRACTURE_BIAS: log-odds of a fracture in a tick, before all else.
inline constexpr double kFractureStabilityWeight = 10.0;  // Log-odds per missing stability.
inline constexpr double kFractureHeatWeight = 2.2;  // Log-odds per heat share above hot_frac.
inline constexpr double kFractureToolWeight = 1.5;  // Log-odds of a worn-out tool.
inline constexpr double kFractureAnchorRelief = 1.6;  // Log-odds taken off while anchored.
inline constexpr double kFractureHull = 50.0;  // Most hull lost in a fracture. [hull]
inline constexpr double kFractureRollBase = 0.5;  // Least share of that.
inline constexpr double kFractureRollSpread = 0.5;  // Span of the share.
inline constexpr double kFractureDanger = 0.1;  // Danger a fracture adds to the node.
inline constexpr double kRefineUnitsMin = 1.0;  // Least iron + nickel that can be refined. [units]
inline constexpr double kRefineShare = 0.15;  // Share of iron and nickel refined.
inline constexpr double kRefineKeep = 0.85;  // Share of iron and nickel kept.
inline constexpr double kRefineYield = 0.45;  // Rare isotopes per unit refined.
inline constexpr double kJettisonAlertMax = 8.0;  // Most alert a jettison takes away. [alert]
inline constexpr double kJettisonAlertPerUnit = 0.8;  // Alert taken away per unit. [alert/unit]
inline constexpr double kSellDust = 0.01;  // Less than this is not kept back in a sale. [units]

// reward
inline constexpr double kCreditScale = 1000.0;  // CREDIT_SCALE: credits of one unit of reward. [credits]
inline constexpr double kRewardExtract = 0.02;  // Weight of the cargo value gained.
inline constexpr double kRewardFuel = -0.1;  // Weight of fuel lost.
inline constexpr double kRewardFuelScale = 100.0;  // Scale of fuel lost. [fuel]
inline constexpr double kRewardTime = -0.001;  // Weight of a tick. [1/tick]
inline constexpr double kRewardWear = -0.05;  // Weight of tool condition lost.
inline constexpr double kRewardWearScale = 10.0;  // Scale of tool condition lost. [tool]
inline constexpr double kRewardHeat = -0.2;  // Weight of squared heat above the threshold.
inline constexpr double kRewardHeatThreshold = 70.0;  // Heat from which it counts. [heat]
inline constexpr double kRewardHeatScale = 100.0;  // Scale of heat above the threshold. [heat]
inline constexpr double kRewardDamage = -1.0;  // Weight of hull lost.
inline constexpr double kRewardDamageScale = 10.0;  // Scale of hull lost. [hull]
inline constexpr double kRewardScan = -0.005;  // A scan.
inline constexpr double kRewardInvalid = -0.01;  // An illegal action.
inline constexpr double kRewardPirate = -1.0;  // Weight of the value lost to pirates.
inline constexpr double kRewardStranded = -50.0;  // End by stranding.
inline constexpr double kRewardDestroyed = -100.0;  // End by destruction.
inline constexpr double kRewardCredits = 0.002;  // Weight of the credits at any other end.

// observation
inline constexpr double kCreditsCap = 10000000.0;  // CREDITS_CAP: credits at which observation 7 is 1. [credits]
inline constexpr double kNodeIndexScale = 31.0;  // Scale of node numbers and hops. [nodes]
inline constexpr double kTravelFuelScale = 160.0;  // Scale of an edge's fuel. [fuel]
inline constexpr double kPriceDeltaScale = 100.0;  // Scale of price changes. [credits]
inline constexpr double kStockScale = 500.0;  // Scale of the station's stock. [units]

struct NeighborObs {
  float valid;  // the slot holds a neighbor
  std::array<float, 3> node_type;  // one-hot: station, cluster, hazard
  float travel_time_norm;  // ticks of the edge / 8
  float travel_fuel_cost_norm;  // edge fuel for an empty ship / 160
  float threat_est;  // current estimate of the edge's threat
};

struct AsteroidObs {
  float valid;  // an asteroid is there
  std::array<float, 6> comp_est;  // estimated composition; sums to 1
  float stability_est;  // estimated stability, higher is safer
  float depletion_frac;  // 0 fresh, 1 exhausted
  float scan_conf;  // confidence in the estimates
  float selected_flag;  // this asteroid is the selected one
};

struct ObsRow {
  float fuel_frac;  // 0: fuel / FUEL_MAX
  float hull_frac;  // 1: hull / HULL_MAX
  float heat_frac;  // 2: heat / HEAT_MAX
  float tool_frac;  // 3: tool condition / TOOL_MAX
  float cargo_load_frac;  // 4: total cargo / CARGO_MAX
  float alert_frac;  // 5: alert / ALERT_MAX
  float time_frac;  // 6: ticks remaining / time budget
  float credits_log_norm;  // 7: log1p(credits) / log1p(CREDITS_CAP)
  std::array<float, 6> cargo_by_commodity_frac;  // 8: cargo of the commodity / CARGO_MAX
  float repair_kits_norm;  // 14: repair kits / 12
  float stabilizers_norm;  // 15: stabilizers / 12
  float decoys_norm;  // 16: decoys / 12
  float at_station_flag;  // 17: the ship is at the station node
  float mining_active_flag;  // 18: a valid asteroid is selected
  std::array<float, 3> current_node_type;  // 19: one-hot: station, cluster, hazard
  float current_node_index_norm;  // 22: node / 31
  float steps_to_station_norm;  // 23: hops to the station / 31
  std::array<NeighborObs, 6> neighbors;  // 24: the neighbor in slot k; slot 0 lies on a shortest way home; an empty slot is all zeros
  float escape_buff_frac;  // 66: escape-buff ticks left / 4
  float anchor_buff_frac;  // 67: stabilizer ticks left on the selected asteroid / 6
  std::array<AsteroidObs, 16> asteroids;  // 68: asteroid a of the current node; an empty slot is all zeros
  std::array<float, 6> price_norm;  // 244: price / the commodity's highest price
  std::array<float, 6> price_delta_norm;  // 250: (price - price at the previous observation of this episode) / 100
  std::array<float, 4> station_stock_norm;  // 256: station stock / 500 of iron, water_ice, pge, rare_isotopes
};
static_assert(sizeof(ObsRow) == sizeof(float) * kObsDim);

inline constexpr int kNInfo = 20;
struct InfoRow {
  std::int64_t action;  // The action as executed; -1 at reset.
  std::int64_t dt;  // How long the step took.
  bool invalid_action;  // The requested action was illegal.
  std::int64_t events;  // Bit set of what happened, see the events.
  double credits;  // Money on board.
  double net_profit;  // Credits now minus credits at reset.
  double total_spend;  // Credits spent so far.
  double profit_per_tick;  // net_profit / ticks; 0 at tick 0.
  std::int64_t survival;  // 0 if destroyed or stranded, else 1.
  std::int64_t overheat_ticks;  // Ticks of the steps in which the ship overheated.
  std::int64_t pirate_encounters;  // Times pirates struck.
  double value_lost_to_pirates;  // Value of the cargo taken by pirates, at the prices of the moment.
  double fuel_used;  // Fuel lost so far, not refunded by a refill.
  double hull_damage;  // Hull lost so far, not refunded by a repair.
  double tool_wear;  // Tool condition lost so far, not refunded by maintenance.
  std::int64_t scan_count;  // Scans executed (actions 8, 9, 10).
  std::int64_t mining_ticks;  // Mining actions executed (actions 28, 29, 30).
  double cargo_utilization_avg;  // Mean over the ticks of total cargo / 200; 0 at tick 0.
  std::int64_t ticks;  // The clock.
  std::int64_t time_remaining;  // Ticks left, never below 0.
};

template <class Row, class Visit>
void visit_info(Row& row, Visit&& visit) {
  visit("action", row.action);
  visit("dt", row.dt);
  visit("invalid_action", row.invalid_action);
  visit("events", row.events);
  visit("credits", row.credits);
  visit("net_profit", row.net_profit);
  visit("total_spend", row.total_spend);
  visit("profit_per_tick", row.profit_per_tick);
  visit("survival", row.survival);
  visit("overheat_ticks", row.overheat_ticks);
  visit("pirate_encounters", row.pirate_encounters);
  visit("value_lost_to_pirates", row.value_lost_to_pirates);
  visit("fuel_used", row.fuel_used);
  visit("hull_damage", row.hull_damage);
  visit("tool_wear", row.tool_wear);
  visit("scan_count", row.scan_count);
  visit("mining_ticks", row.mining_ticks);
  visit("cargo_utilization_avg", row.cargo_utilization_avg);
  visit("ticks", row.ticks);
  visit("time_remaining", row.time_remaining);
}

// visit.template field<type>(path, value, low, high) for each value of the state:
// first what a world is drawn from, then what has changed since
template <class World, class Visit>
void visit_state_origin(World& world, Visit&& visit) {
  visit.template field<std::uint64_t>("chance.seed", world.chance.seed, 0.0, 0.0);
  visit.template field<std::uint64_t>("chance.episode", world.chance.episode, 0.0, 0.0);
  visit.template field<std::uint32_t>("config.time_max", world.config.time_max, 1.0, 1000000.0);
  visit.template field<std::uint8_t>("config.reward_mode", world.config.reward_mode, 0.0, 1.0);
  visit.template field<std::uint8_t>("config.pirates", world.config.pirates, 0.0, 1.0);
  visit.template field<std::uint8_t>("config.fractures", world.config.fractures, 0.0, 1.0);
  visit.template field<std::uint8_t>("config.scan_noise", world.config.scan_noise, 0.0, 1.0);
  visit.template field<std::uint8_t>("config.price_impact", world.config.price_impact, 0.0, 1.0);
  visit.template field<std::uint8_t>("config.market_shocks", world.config.market_shocks, 0.0, 1.0);
}

template <class World, class Visit>
void visit_state_changes(World& world, Visit&& visit) {
  visit.template field<std::uint32_t>("tick", world.tick, 0.0, 1000007.0);
  visit.template field<double>("ship.fuel", world.ship.fuel, 0.0, 1000.0);
  visit.template field<double>("ship.hull", world.ship.hull, 0.0, 100.0);
  visit.template field<double>("ship.heat", world.ship.heat, 0.0, 100.0);
  visit.template field<double>("ship.tool", world.ship.tool, 0.0, 100.0);
  visit.template field<double>("ship.alert", world.ship.alert, 0.0, 100.0);
  visit.template field<double>("ship.credits", world.ship.credits, 0.0, 1000000000000000.0);
  for (int c = 0; c < kNCommodities; ++c) visit.template field<double>("ship.cargo[c]", world.ship.cargo[static_cast<std::size_t>(c)], 0.0, 201.0);
  visit.template field<std::uint8_t>("ship.repair_kits", world.ship.repair_kits, 0.0, 12.0);
  visit.template field<std::uint8_t>("ship.stabilizers", world.ship.stabilizers, 0.0, 12.0);
  visit.template field<std::uint8_t>("ship.decoys", world.ship.decoys, 0.0, 12.0);
  visit.template field<std::uint8_t>("ship.node", world.ship.node, 0.0, 31.0);
  visit.template field<std::int8_t>("ship.selected", world.ship.selected, -1.0, 15.0);
  visit.template field<std::uint8_t>("ship.escape_ticks", world.ship.escape_ticks, 0.0, 4.0);
  visit.template field<std::uint8_t>("ship.anchor_ticks", world.ship.anchor_ticks, 0.0, 6.0);
  for (int n = 0; n < world.belt.node_count; ++n) for (int k = 0; k < world.belt.nodes[static_cast<std::size_t>(n)].degree; ++k) visit.template field<double>("belt.nodes[n].neighbors[k].threat_estimate", threat_estimate_at(world.belt, n, k), 0.0, 1.0);
  for (int n = 0; n < world.belt.node_count; ++n) visit.template field<double>("belt.nodes[n].danger", world.belt.nodes[static_cast<std::size_t>(n)].danger, 0.0, 1.0);
  for (int c = 0; c < kNCommodities; ++c) visit.template field<double>("market[c].drift", world.market.drift[static_cast<std::size_t>(c)], -2.0, 2.0);
  for (int c = 0; c < kNCommodities; ++c) visit.template field<double>("market[c].shock", world.market.shock[static_cast<std::size_t>(c)], -40.0, 40.0);
  for (int c = 0; c < kNCommodities; ++c) visit.template field<double>("market[c].stock", world.market.stock[static_cast<std::size_t>(c)], 0.0, 1000000.0);
  for (int c = 0; c < kNCommodities; ++c) visit.template field<double>("market[c].last_price", world.market.last_price[static_cast<std::size_t>(c)], 12.0, 420.0);
  visit.template field<double>("counters.total_spend", world.counters.total_spend, 0.0, 1000000000000000.0);
  visit.template field<std::uint32_t>("counters.overheat_ticks", world.counters.overheat_ticks, 0.0, 1000007.0);
  visit.template field<std::uint32_t>("counters.pirate_encounters", world.counters.pirate_encounters, 0.0, 1000007.0);
  visit.template field<double>("counters.value_lost_to_pirates", world.counters.value_lost_to_pirates, 0.0, 1000000000000000.0);
  visit.template field<double>("counters.fuel_used", world.counters.fuel_used, 0.0, 1000000000000000.0);
  visit.template field<double>("counters.hull_damage", world.counters.hull_damage, 0.0, 1000000000000000.0);
  visit.template field<double>("counters.tool_wear", world.counters.tool_wear, 0.0, 1000000000000000.0);
  visit.template field<std::uint32_t>("counters.scan_count", world.counters.scan_count, 0.0, 1000007.0);
  visit.template field<std::uint32_t>("counters.mining_ticks", world.counters.mining_ticks, 0.0, 1000007.0);
  visit.template field<double>("counters.utilization_ticks", world.counters.utilization_ticks, 0.0, 1000008.0);
  visit.template field<std::int8_t>("end_cause", world.end_cause, -1.0, 3.0);
}

template <class Asteroid, class Visit>
void visit_state_asteroid(Asteroid& asteroid, Visit&& visit) {
  for (int c = 0; c < kNCommodities; ++c) visit.template field<double>("estimate[c]", asteroid.estimate[static_cast<std::size_t>(c)], 0.0, 1.0);
  visit.template field<double>("stability_estimate", asteroid.stability_estimate, 0.0, 1.0);
  visit.template field<double>("confidence", asteroid.confidence, 0.0, 1.0);
  visit.template field<double>("depletion", asteroid.depletion, 0.0, 1.0);
}


}  // namespace envcore::spec
