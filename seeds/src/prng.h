// splitmix64: eight bytes of state, the same numbers everywhere. Not for secrets.
#pragma once

#include <cstdint>

namespace dossier::seeds {

class Prng {
 public:
  explicit Prng(uint64_t state = 0) : state_(state) {}

  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // 0 ≤ result < bound; the bias of the modulus is far below what a portfolio shows.
  uint32_t below(uint32_t bound) { return static_cast<uint32_t>((next() >> 32) * bound >> 32); }
  bool chance(uint32_t percent) { return below(100) < percent; }

 private:
  uint64_t state_;
};

}  // namespace dossier::seeds
