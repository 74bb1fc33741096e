// The master key: from the environment, or from a file that only its owner may read.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "dossier/base/bytes.h"
#include "dossier/engine/crypto.h"
#include "dossier/engine/vault.h"

namespace dossier::engine {
namespace {

constexpr const char* kVariable = "DOSSIER_MASTER_KEY";

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::unexpected<Error> io_error(std::string_view action, const std::string& path) {
  return fail(
      ErrorCode::io,
      fmt::format("the master key in {} cannot be {}: {}", path, action, std::strerror(errno)), {},
      "check the path and who may use it");
}

bool parse_hex(std::string_view text, Key256& key) {
  if (text.size() != 2 * key.size()) return false;
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  for (size_t i = 0; i < key.size(); ++i) {
    const int high = digit(text[2 * i]);
    const int low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    key[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return true;
}

std::unexpected<Error> not_a_key(std::string_view where) {
  return fail(ErrorCode::corrupt, fmt::format("{} is not 64 hex digits", where), {},
              "restore the key as it was when the vault was made");
}

Status read_file(const std::string& path, const File& file, Key256& key) {
  struct stat about{};
  if (fstat(file.get(), &about) != 0) return io_error("examined", path);
  if ((about.st_mode & 077) != 0)
    return fail(ErrorCode::refused, fmt::format("the master key in {} may be read by others", path),
                {}, fmt::format("chmod 600 {}", path));
  std::array<char, 80> buffer{};
  const ssize_t size = read(file.get(), buffer.data(), buffer.size());
  if (size < 0) return io_error("read", path);
  std::string_view text(buffer.data(), static_cast<size_t>(size));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const bool ok = parse_hex(text, key);
  wipe({reinterpret_cast<uint8_t*>(buffer.data()), buffer.size()});
  if (!ok) return not_a_key(path);
  return {};
}

// The key is on disk, folder entry and all, before anything is wrapped under it.
Status make_file(const std::string& path, Key256& key) {
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  std::error_code ignored;  // told by the open below
  std::filesystem::create_directories(folder, ignored);
  random_bytes(key);
  const File file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return io_error("made", path);
  const std::string text = to_hex(as_text(key)) + "\n";
  const bool written =
      write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(file.get()) == 0;
  if (!written) return io_error("written", path);
  const File parent(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() < 0 || fsync(parent.get()) != 0) return io_error("synced", path);
  return {};
}

}  // namespace

Result<MasterKey> MasterKey::load(const std::string& path, bool create) {
  MasterKey key;
  if (const char* const text = std::getenv(kVariable); text != nullptr && *text != '\0') {
    if (!parse_hex(text, key.bytes_)) return not_a_key(kVariable);
    return key;
  }
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() >= 0) {
    DOSSIER_TRY(read_file(path, file, key.bytes_));
    return key;
  }
  if (errno != ENOENT) return io_error("opened", path);
  if (!create)
    return fail(ErrorCode::not_found, fmt::format("there is no master key in {}", path), {},
                fmt::format("set {} or restore the file", kVariable));
  DOSSIER_TRY(make_file(path, key.bytes_));
  return key;
}

}  // namespace dossier::engine
