# Writes OUT: the bytes of STORIES as arrays, so that no text can break a literal.
set(arrays "")
set(views "")
set(index 0)
foreach(story IN LISTS STORIES)
  file(READ ${story} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n    " hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," chars "${hex}")
  string(APPEND arrays "constexpr char kStory${index}[] = {\n    ${chars}};\n")
  string(APPEND views "      {kStory${index}, sizeof(kStory${index})},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT} "// Made by embed_stories.cmake from seeds/stories.
#include \"embedded_stories.h\"

namespace dossier::seeds {
namespace {

${arrays}
}  // namespace

std::span<const std::string_view> embedded_stories() {
  static constexpr std::string_view kStories[] = {
${views}  };
  return kStories;
}

}  // namespace dossier::seeds
")
