// Random data of any type that its schema allows, for properties. The same seed gives the same
// tree.
#pragma once

#include <cstdint>
#include <random>

#include "dossier/events/value.h"

namespace dossier::events {

enum class Fields : uint8_t {
  published,  // some of what a publisher may send
  all,        // some of all
  every       // each field there is
};

class RandomTree {
 public:
  explicit RandomTree(uint64_t seed) : random_(seed) {}
  Tree make(const TypeDescriptor& type, Fields fields);
  uint64_t below(uint64_t bound);  // 0 … bound - 1

 private:
  void fill(Tree& tree, TableValue& table);
  Value value(Tree& tree, const FieldDescriptor& field);
  int64_t number(const FieldDescriptor& field);
  int64_t signed_as(const FieldDescriptor& field, int64_t number) const;
  Value list(Tree& tree, const FieldDescriptor& field);
  std::string text(const FieldDescriptor& field);
  void give_owner(Tree& tree, TableValue& table, const FieldDescriptor& field);
  void clear_some(Tree& tree, TableValue& table);

  std::mt19937_64 random_;
  Fields fields_ = Fields::published;
};

}  // namespace dossier::events
