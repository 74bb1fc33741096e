#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "dossier/events/fbs/loan_generated.h"
#include "support.h"

namespace dossier::events {

TEST_CASE("catalogue: every type is found by its name and by its code") {
  std::set<uint16_t> codes;
  for (const TypeDescriptor& type : all_types()) {
    CHECK(find_type(type.name) == &type);
    CHECK(find_type(type.code) == &type);
    CHECK(codes.insert(type.code).second);
  }
  CHECK(codes.size() > 80);
}

TEST_CASE("catalogue: an unknown name or code is nothing") {
  CHECK(find_type("dossier.loan.disbursed.v9") == nullptr);
  CHECK(find_type("") == nullptr);
  CHECK(find_type(uint16_t{0}) == nullptr);
  CHECK(find_type(uint16_t{65535}) == nullptr);
}

TEST_CASE("catalogue: a generated table knows its event") {
  using Disbursed = EventOf<event::loan::Disbursed>;
  static_assert(Disbursed::kKind == EventKind::loan_disbursed);
  static_assert(Disbursed::kCode == 301);
  CHECK(find_type(Disbursed::kKind)->name == Disbursed::kName);
}

TEST_CASE("descriptors: every field and enum name is found again") {
  for (const TypeDescriptor& type : all_types()) {
    for (const FieldDescriptor& field : type.table->fields) {
      CHECK(type.table->find(field.name) == &field);
      if (field.enumeration == nullptr) continue;
      for (const EnumValue& value : field.enumeration->values) {
        CHECK(field.enumeration->find(value.name)->number == value.number);
        CHECK(field.enumeration->find(value.number)->name == value.name);
      }
    }
  }
}

TEST_CASE("descriptors: attributes of the schema arrive") {
  const TypeDescriptor& type = type_named("dossier.loan.guarantor_added.v1");
  const TableDescriptor& guarantor = *type.table->find("guarantor")->table;
  const FieldDescriptor& name = *guarantor.find("name");
  CHECK(name.purpose == Purpose::identity);
  CHECK(guarantor.fields[static_cast<size_t>(name.owner)].name == "person_id");
  CHECK(guarantor.find("person_id")->id_of == "person");
  const FieldDescriptor& token = *guarantor.find("phone_token");
  CHECK(token.derivation == Derivation::token);
  CHECK(guarantor.fields[static_cast<size_t>(token.derived_from)].name == "phone");
  const TypeDescriptor& disbursed = type_named("dossier.loan.disbursed.v1");
  CHECK(disbursed.table->fields[static_cast<size_t>(disbursed.effective)].name == "value_date");
  CHECK(disbursed.table->find("terms")->table->find("annual_rate")->scale == 6);
}

TEST_CASE("docs: what the page on adding an event quotes stands in the tree") {
  const std::filesystem::path root(DOSSIER_SOURCE_DIR);
  const std::string page = read_file(root / "docs/add-an-event.md");
  const std::string fence = "`\n   ```\n";
  size_t quotes = 0;
  for (size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at + 1)) {
    const size_t name = page.rfind('`', at - 1) + 1;
    const std::string path = page.substr(name, at - name);
    const size_t start = at + fence.size();
    std::string block = page.substr(start, page.find("   ```", start) - start);
    for (size_t indent = 0; (indent = block.find("   ", indent)) != std::string::npos;) {
      block.erase(indent, 3);
      indent = std::min(block.find('\n', indent), block.size() - 1) + 1;
    }
    CAPTURE(path);
    CHECK_MESSAGE(read_file(root / path).find(block) != std::string::npos, block);
    ++quotes;
  }
  CHECK(quotes == 4);
}

TEST_CASE("subjects: control belongs to internal types alone") {
  for (const TypeDescriptor& type : all_types())
    if (type.allows_subject("control")) CHECK(type.internal);
  CHECK(type_named("dossier.payment.received.v1").allows_subject("customer"));
  CHECK_FALSE(type_named("dossier.payment.received.v1").allows_subject("agent"));
  CHECK(type_named("dossier.staff.registered.v1").allows_subject("agent"));
}

}  // namespace dossier::events
