#include "text_out.h"

namespace dossier::seeds {
namespace {

void append_two(std::string& out, uint32_t value) {
  out.push_back(static_cast<char>('0' + value / 10));
  out.push_back(static_cast<char>('0' + value % 10));
}

}  // namespace

void TextOut::one(Date date) {
  const CivilDate c = civil(date);
  append_two(out_, static_cast<uint32_t>(c.year) / 100);
  append_two(out_, static_cast<uint32_t>(c.year) % 100);
  out_.push_back('-');
  append_two(out_, c.month);
  out_.push_back('-');
  append_two(out_, c.day);
}

void TextOut::one(Cents cents) {
  put(R"({"amount":")", cents.value / 100, ".");
  append_two(out_, static_cast<uint32_t>(cents.value % 100));
  put(R"(","currency":"JMD"})");
}

}  // namespace dossier::seeds
