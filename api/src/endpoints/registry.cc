// All endpoints, from the one list.
#include "endpoint.h"

namespace dossier::api {

#define ENDPOINTS(family) std::vector<Endpoint> family##_endpoints();
#include "registry.def"
#undef ENDPOINTS

namespace {

std::vector<Endpoint> collect() {
  std::vector<Endpoint> all;
  const auto add = [&all](const std::vector<Endpoint>& some) {
    all.insert(all.end(), some.begin(), some.end());
  };
#define ENDPOINTS(family) add(family##_endpoints());
#include "registry.def"
#undef ENDPOINTS
  return all;
}

}  // namespace

const std::vector<Endpoint>& all_endpoints() {
  static const std::vector<Endpoint> kAll = collect();
  return kAll;
}

}  // namespace dossier::api
