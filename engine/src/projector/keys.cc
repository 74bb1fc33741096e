#include "projector/keys.h"

#include "dossier/base/bytes.h"

namespace dossier::engine::keys {
namespace {

ByteWriter begin(Partition partition, fold::Slot slot) {
  ByteWriter out;
  out.big16(partition.value);
  out.big16(slot);
  return out;
}

ByteWriter meta(char space, Partition partition) {
  ByteWriter out;
  out.u8(static_cast<uint8_t>(space));
  out.big16(partition.value);
  return out;
}

uint32_t biased(Date date) { return static_cast<uint32_t>(date.days) ^ 0x80000000U; }

}  // namespace

std::string slot_prefix(Partition partition, fold::Slot slot) {
  return begin(partition, slot).take();
}

std::string total(Partition partition, fold::Slot slot, std::string_view group) {
  ByteWriter out = begin(partition, slot);
  out.raw(group);
  return out.take();
}

std::string partition_prefix(Partition partition) {
  ByteWriter out;
  out.big16(partition.value);
  return out.take();
}

std::string subject_prefix(Partition partition, fold::Slot slot, std::string_view subject) {
  ByteWriter out = begin(partition, slot);
  out.raw(subject);
  out.u8(0);
  return out.take();
}

void slice(ByteWriter& out, Partition partition, fold::Slot slot, std::string_view subject,
           uint8_t kind, std::string_view entity, uint8_t part) {
  out.clear();
  out.big16(partition.value);
  out.big16(slot);
  out.raw(subject);
  out.u8(0);
  out.u8(kind);
  out.raw(entity);
  out.u8(0);
  out.u8(part);
}

void row(ByteWriter& out, Partition partition, fold::Slot slot, std::string_view subject,
         uint8_t set, std::string_view key) {
  out.clear();
  out.big16(partition.value);
  out.big16(slot);
  out.raw(subject);
  out.u8(0);
  out.u8(set);
  out.raw(key);
}

std::string slice(Partition partition, fold::Slot slot, std::string_view subject, uint8_t kind,
                  std::string_view entity, uint8_t part) {
  ByteWriter out;
  slice(out, partition, slot, subject, kind, entity, part);
  return out.take();
}

std::string row(Partition partition, fold::Slot slot, std::string_view subject, uint8_t set,
                std::string_view key) {
  ByteWriter out;
  row(out, partition, slot, subject, set, key);
  return out.take();
}

std::string timer(Partition partition, fold::Slot slot, std::string_view subject,
                  const fold::Timer& timer) {
  ByteWriter out = begin(partition, slot);
  out.big32(biased(timer.date));
  out.raw(subject);
  out.u8(0);
  out.u8(timer.kind);
  out.raw(timer.entity);
  return out.take();
}

std::string timer_from(Partition partition, fold::Slot slot, Date date, std::string_view subject) {
  ByteWriter out = begin(partition, slot);
  out.big32(biased(date));
  out.raw(subject);
  return out.take();
}

std::string position(Partition partition) { return meta('p', partition).take(); }

std::string opening_prefix(Partition partition) { return meta('d', partition).take(); }

std::string opening(Partition partition, Offset offset) {
  ByteWriter out = meta('d', partition);
  out.big64(static_cast<uint64_t>(offset.value));
  return out.take();
}

std::string parked_prefix(Partition partition) { return meta('q', partition).take(); }

std::string parked(Partition partition, std::string_view subject) {
  ByteWriter out = meta('q', partition);
  out.raw(subject);
  return out.take();
}

bool parse_slice(std::string_view rest, SliceName& name) {
  if (rest.size() < 3 || rest[rest.size() - 2] != 0) return false;
  name.kind = static_cast<uint8_t>(rest.front());
  name.entity = rest.substr(1, rest.size() - 3);
  name.part = static_cast<uint8_t>(rest.back());
  return true;
}

bool parse_timer(std::string_view key, Date& date, std::string& subject) {
  ByteReader in(key);
  in.big32();
  date.days = static_cast<int32_t>(in.big32() ^ 0x80000000U);
  const std::string_view rest = in.raw(in.remaining());
  const size_t end = rest.find('\0');
  if (!in.ok() || end == std::string_view::npos) return false;
  subject = rest.substr(0, end);
  return true;
}

}  // namespace dossier::engine::keys
