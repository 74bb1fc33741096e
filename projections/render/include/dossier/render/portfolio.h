// The portfolio as the API answers it: totals by group in, JSON out. Nothing in it is personal.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dossier/portfolio/groups.h"
#include "dossier/render/render.h"

namespace dossier::render {

// Name of the group of what has no branch, officer or product; no id can be spelled so.
inline constexpr std::string_view kNoValue = "(none)";

// {"data":{"by","currencies","order","groups":{…},"totals":{…}},"text":{"groups":{…},"totals":{…}}}
// `totals`: of that dimension, and of `all`. `currency`: amounts of that one alone; 0: of each.
std::string render_portfolio(portfolio::Dimension by,
                             const std::map<std::string, std::vector<int64_t>>& totals,
                             uint16_t currency, Language language);

}  // namespace dossier::render
