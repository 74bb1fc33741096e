#include "byte_scan.h"

#include <rocksdb/db.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "dossier/base/bytes.h"
#include "dossier/base/ensure.h"

namespace dossier::privacy {
namespace {

constexpr size_t kStartBits = 20;

uint64_t start_of(const char* at) {
  uint64_t value = 0;
  for (size_t i = 0; i < kShortest; ++i) value = value << 8 | static_cast<uint8_t>(at[i]);
  return value;
}

size_t bucket(uint64_t start) { return (start * 0x9E3779B97F4A7C15ULL) >> (64 - kStartBits); }

// UTF-8 to UTF-16; texts here come out of checked events.
std::string utf16(std::string_view text, bool big_endian) {
  std::string out;
  const auto unit = [&](uint32_t value) {
    const char high = static_cast<char>(value >> 8);
    const char low = static_cast<char>(value & 0xff);
    out.push_back(big_endian ? high : low);
    out.push_back(big_endian ? low : high);
  };
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    const size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t point = size == 1 ? lead : lead & (0xffU >> (size + 1));
    for (size_t k = 1; k < size && i + k < text.size(); ++k)
      point = point << 6 | (static_cast<uint8_t>(text[i + k]) & 0x3f);
    i += size;
    if (point < 0x10000) {
      unit(point);
    } else {
      unit(0xd800 + ((point - 0x10000) >> 10));
      unit(0xdc00 + ((point - 0x10000) & 0x3ff));
    }
  }
  return out;
}

// What base64 of a longer text around it would hold for sure, at each of the three alignments.
void add_base64(std::string_view text, std::vector<std::string>& forms) {
  for (size_t before = 0; before < 3; ++before) {
    std::string encoded = base64url(std::string(before, 'x') + std::string(text));
    const size_t head = before == 0 ? 0 : before + 1;  // characters that the bytes before decide
    const size_t tail = (before + text.size()) % 3 == 0 ? 0 : 1;  // or those after
    if (encoded.size() < head + tail + kShortest) continue;
    encoded = encoded.substr(head, encoded.size() - head - tail);
    forms.push_back(encoded);
    std::ranges::replace(encoded, '-', '+');
    std::ranges::replace(encoded, '_', '/');
    forms.push_back(encoded);
  }
}

}  // namespace

std::vector<std::string> forms_of(std::string_view text) {
  std::vector<std::string> forms{std::string(text), utf16(text, false), utf16(text, true)};
  add_base64(text, forms);
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits),
                       [](unsigned char c) { return std::isdigit(c); });
  // A number that is written with separators, not a sentence with a number in it.
  if (digits.size() >= kShortest && digits.size() * 2 >= text.size()) {
    forms.push_back(digits);
    if (digits.size() > 10) forms.push_back(digits.substr(digits.size() - 10));
  }
  std::ranges::sort(forms);
  const auto [first, last] = std::ranges::unique(forms);
  forms.erase(first, last);
  return forms;
}

void ByteScan::look_for(const std::string& text) {
  if (text.size() < kShortest) return;
  starts_.resize(size_t{1} << kStartBits);
  for (std::string& form : forms_of(text)) {
    if (form.size() < kShortest) continue;
    const uint64_t start = start_of(form.data());
    by_start_[start].push_back(needles_.size());
    starts_[bucket(start)] = true;
    needles_.push_back({std::move(form), text});
  }
}

void ByteScan::bytes(std::string_view where, std::string_view bytes) {
  bytes_seen_ += bytes.size();
  if (bytes.size() < kShortest || starts_.empty()) return;
  uint64_t window = start_of(bytes.data()) >> 8;
  for (size_t i = 0; i + kShortest <= bytes.size(); ++i) {
    window = (window << 8 | static_cast<uint8_t>(bytes[i + kShortest - 1])) & 0xffffffffffffULL;
    if (!starts_[bucket(window)]) continue;
    const auto needles = by_start_.find(window);
    if (needles == by_start_.end()) continue;
    for (const size_t n : needles->second)
      if (bytes.substr(i, needles_[n].form.size()) == needles_[n].form)
        found_[needles_[n].text].insert(std::string(where));
  }
}

void ByteScan::folder(const std::string& path) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    bytes(entry.path().string(), content);
    if (entry.path().filename() == "CURRENT") store(entry.path().parent_path().string());
  }
}

void ByteScan::store(const std::string& path) {
  std::vector<std::string> names;
  auto status = rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &names);
  ENSURE(status.ok(), "{}: {}", path, status.ToString());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  status = rocksdb::DB::OpenForReadOnly(rocksdb::DBOptions(), path, families, &handles, &raw);
  ENSURE(status.ok(), "{}: {}", path, status.ToString());
  const std::unique_ptr<rocksdb::DB> db(raw);
  ++stores_seen_;
  for (size_t i = 0; i < handles.size(); ++i) {
    const std::unique_ptr<rocksdb::Iterator> it(db->NewIterator({}, handles[i]));
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      bytes(path + ":" + names[i] + ":key", it->key().ToStringView());
      bytes(path + ":" + names[i] + ":value", it->value().ToStringView());
    }
    ENSURE(it->status().ok(), "{}: {}", path, it->status().ToString());
    db->DestroyColumnFamilyHandle(handles[i]);
  }
}

}  // namespace dossier::privacy
