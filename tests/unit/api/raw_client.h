// A client that writes what it is told, sound or not, and reads what comes back.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier::api {

class RawClient {
 public:
  explicit RawClient(uint16_t port);
  explicit RawClient(const std::string& socket_path);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False where the server has closed.
  bool send(std::string_view bytes);
  // One answer with its body (by Content-Length); what there was where the server closed.
  std::string answer();
  // Everything until the server closes.
  std::string rest();

 private:
  bool read_more();

  int socket_ = -1;
  std::string buffer_;
};

}  // namespace dossier::api
