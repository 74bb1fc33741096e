// Looks for strings in everything that a folder of Dossier holds: in the bytes of each file, and in
// the keys and values of each RocksDB (their blocks are compressed on disk). One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dossier::privacy {

inline constexpr size_t kShortest = 6;  // bytes; shorter strings turn up by chance

// All forms of one string that are looked for: UTF-8, UTF-16 (both orders), base64 (both alphabets,
// each alignment); of a string with six digits or more also the digits alone.
std::vector<std::string> forms_of(std::string_view text);

class ByteScan {
 public:
  // Nothing shorter than kShortest is taken.
  void look_for(const std::string& text);
  size_t needles() const { return needles_.size(); }

  // Every file below the folder, and every RocksDB among them, opened read-only.
  void folder(const std::string& path);
  void bytes(std::string_view where, std::string_view bytes);

  // String -> places where it was found.
  const std::map<std::string, std::set<std::string>>& found() const { return found_; }
  uint64_t bytes_seen() const { return bytes_seen_; }
  size_t stores_seen() const { return stores_seen_; }

 private:
  struct Needle {
    std::string form;
    std::string text;
  };
  void store(const std::string& path);

  std::vector<Needle> needles_;
  std::unordered_map<uint64_t, std::vector<size_t>> by_start_;  // first kShortest bytes -> needles
  std::vector<bool> starts_;                                    // quick no, by a hash of them
  std::map<std::string, std::set<std::string>> found_;
  uint64_t bytes_seen_ = 0;
  size_t stores_seen_ = 0;
};

}  // namespace dossier::privacy
