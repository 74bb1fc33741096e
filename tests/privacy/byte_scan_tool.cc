// Looks for the strings on standard input, a line each, in everything below the given folders.
// Prints "string<TAB>place" for each that it finds.
#include <fmt/format.h>

#include <iostream>

#include "byte_scan.h"

int main(int argc, char** argv) {
  dossier::privacy::ByteScan scan;
  for (std::string line; std::getline(std::cin, line);) scan.look_for(line);
  for (int i = 1; i < argc; ++i) scan.folder(argv[i]);
  for (const auto& [text, places] : scan.found())
    for (const auto& place : places) fmt::print("{}\t{}\n", text, place);
  return 0;
}
