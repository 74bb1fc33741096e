// What operations and components of the description share. Pure; any thread.
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "dossier/base/json.h"

namespace dossier::api {

// Problems that operations may answer; each is a response among the components.
inline constexpr std::array<std::pair<int, std::string_view>, 11> kProblemAnswers = {{
    {400, "The request is wrong: the answer names what"},
    {401, "Not signed in"},
    {403, "The role may not do this: the answer says who can grant it"},
    {404, "Not there, or out of reach"},
    {409, "Another content under the same key, or a position that is not reached"},
    {413, "Too large"},
    {415, "The content type is not read here"},
    {422, "A field of the body breaks its rules"},
    {429, "Too many requests at once: wait Retry-After seconds"},
    {500, "The server failed"},
    {503, "Not available at the moment: try again after Retry-After seconds"},
}};

// "schema":{"$ref":…} of a component.
void write_ref(JsonWriter& out, std::string_view name);

// "headers":{…} of an answer: each is a component.
void write_headers(JsonWriter& out, std::initializer_list<std::string_view> names);

// "paths":{…} of all endpoints.
void write_paths(JsonWriter& out);

}  // namespace dossier::api
