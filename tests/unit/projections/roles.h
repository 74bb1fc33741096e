// People as the default policy lets them see (deploy/policy.toml): the tests of rendering need some
// that see all, some that see part, some that see little.
#pragma once

#include "dossier/render/render.h"

namespace dossier::test {

enum class Role { officer, agent, supervisor, manager, compliance, auditor, admin, data };

inline render::Masks masks_of(Role role) {
  using enum render::FieldClass;
  using render::Shown;
  render::Masks masks;
  masks.by_class.fill(role == Role::data ? Shown::hidden : Shown::full);
  const auto mask = [&masks](render::FieldClass c, Shown as) {
    masks.by_class[static_cast<size_t>(c)] = as;
  };
  mask(national_number, Shown::masked);
  if (role == Role::auditor) {
    for (const auto c : {phone, email, address}) mask(c, Shown::masked);
    mask(content, Shown::hidden);
  }
  if (role == Role::admin) mask(income, Shown::masked);
  if (role == Role::data)
    for (const auto c : {name, birth_date, phone, email, address}) mask(c, Shown::masked);
  return masks;
}

inline render::Viewer viewer(Role role, render::Language language = render::Language::en) {
  return {masks_of(role), language};
}

}  // namespace dossier::test
