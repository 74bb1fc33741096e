// A small map in one sorted vector: what a slice keeps of few entries costs one allocation, and is
// found by bisection. As std::map otherwise, references go bad when an entry comes or goes.
#pragma once

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "dossier/base/ensure.h"

namespace dossier::fold {

template <class K, class T>
class FlatMap {
 public:
  using key_type = K;
  using mapped_type = T;
  using value_type = std::pair<K, T>;
  using Entries = std::vector<value_type>;
  using iterator = typename Entries::iterator;
  using const_iterator = typename Entries::const_iterator;

  FlatMap() = default;
  FlatMap(std::initializer_list<value_type> entries) {
    for (const auto& [key, value] : entries) try_emplace(key, value);
  }

  iterator begin() { return entries_.begin(); }
  iterator end() { return entries_.end(); }
  const_iterator begin() const { return entries_.begin(); }
  const_iterator end() const { return entries_.end(); }
  size_t size() const { return entries_.size(); }
  size_t capacity() const { return entries_.capacity(); }
  bool empty() const { return entries_.empty(); }
  void clear() { entries_.clear(); }
  void reserve(size_t count) { entries_.reserve(count); }

  template <class Key>
  const_iterator lower_bound(const Key& key) const {
    return std::lower_bound(begin(), end(), key,
                            [](const value_type& a, const Key& b) { return a.first < b; });
  }
  template <class Key>
  const_iterator find(const Key& key) const {
    const auto at = lower_bound(key);
    return at != end() && at->first == key ? at : end();
  }
  template <class Key>
  iterator find(const Key& key) {
    return begin() + (std::as_const(*this).find(key) - std::as_const(*this).begin());
  }
  template <class Key>
  bool contains(const Key& key) const {
    return find(key) != end();
  }
  template <class Key>
  const T& at(const Key& key) const {
    const auto found = find(key);
    ENSURE(found != end(), "a key that is not there");
    return found->second;
  }
  // Made from `args` where there is none; true where it was.
  template <class Key, class... Args>
  std::pair<iterator, bool> try_emplace(Key&& key, Args&&... args) {
    const auto place = lower_bound(key);
    const auto at = begin() + (place - std::as_const(*this).begin());
    if (place != std::as_const(*this).end() && place->first == key) return {at, false};
    return {entries_.emplace(at, std::piecewise_construct,
                             std::forward_as_tuple(std::forward<Key>(key)),
                             std::forward_as_tuple(std::forward<Args>(args)...)),
            true};
  }
  template <class Key, class Value>
  std::pair<iterator, bool> emplace(Key&& key, Value&& value) {
    return try_emplace(std::forward<Key>(key), std::forward<Value>(value));
  }
  template <class Key>
  T& operator[](Key&& key) {
    return try_emplace(std::forward<Key>(key)).first->second;
  }
  void erase(const_iterator at) { entries_.erase(at); }
  template <class Key>
    requires(!std::convertible_to<Key, const_iterator>)
  size_t erase(const Key& key) {
    const auto found = find(key);
    if (found == end()) return 0;
    entries_.erase(found);
    return 1;
  }
  template <class Drop>
  void erase_if(Drop&& drop) {
    std::erase_if(entries_, std::forward<Drop>(drop));
  }
  bool operator==(const FlatMap&) const = default;

 private:
  Entries entries_;
};

}  // namespace dossier::fold
