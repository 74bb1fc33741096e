// Which endpoint a path and a method mean. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "endpoint.h"

namespace dossier::api {

struct Match {
  const Endpoint* endpoint = nullptr;  // null: no endpoint of that path and method
  std::vector<std::string> names;      // what stood for each {…}
  std::string allowed;                 // methods of the path: "GET, HEAD"; empty: no such path
};

// HEAD is answered by GET's endpoint.
Match find_endpoint(std::string_view method, const std::vector<std::string>& segments);

}  // namespace dossier::api
