// The schema compiler: reads the binary schemas of all families and the catalogue, checks them
// against the rules and the committed baseline, and writes what the build needs of them.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "schema.h"

namespace {

using namespace dossier::schema;
namespace fs = std::filesystem;

struct Options {
  std::string catalogue;
  std::string baseline;
  std::string code_dir;
  std::string schema_dir;
  std::string page;
  bool update_baseline = false;
  std::vector<std::string> inputs;
};

// Leaves a file alone that is right already, so that nothing is compiled again in vain.
void write_file(const fs::path& path, const std::string& text) {
  if (std::ifstream in(path, std::ios::binary); in) {
    const std::string present{std::istreambuf_iterator<char>(in), {}};
    if (present == text) return;
  }
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

Baseline read_baseline(const fs::path& folder) {
  Baseline out;
  if (!fs::is_directory(folder)) return out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream in(entry.path());
    auto& lines = out[entry.path().stem().string()];
    for (std::string line; std::getline(in, line);) lines.push_back(line);
  }
  return out;
}

void write_baseline(const fs::path& folder, const Baseline& baseline) {
  for (const auto& [family, lines] : baseline) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    write_file(folder / (family + ".txt"), text);
  }
}

void write_outputs(const Options& options, const Schema& schema) {
  if (!options.code_dir.empty()) {
    const fs::path dir(options.code_dir);
    write_file(dir / "dossier/events/catalogue_generated.h", catalogue_header(schema));
    write_file(dir / "dossier/events/catalogue_generated.cc", catalogue_source(schema));
    write_file(dir / "dossier/events/json_schema_generated.cc", json_schema_source(schema));
  }
  if (!options.schema_dir.empty())
    for (const Event& event : schema.events)
      write_file(fs::path(options.schema_dir) / (event.name + ".json"), json_schema(schema, event));
  if (!options.page.empty()) write_file(options.page, events_page(schema));
}

int report(const Faults& faults) {
  for (const std::string& fault : faults) std::cerr << "schema: " << fault << "\n";
  return faults.empty() ? 0 : 1;
}

int run(const Options& options) {
  Schema schema;
  Faults faults;
  for (const std::string& input : options.inputs) load_bfbs(input, schema, faults);
  load_catalogue(options.catalogue, schema, faults);
  if (!faults.empty()) return report(faults);
  check_rules(schema, faults);
  if (!faults.empty()) return report(faults);
  if (!options.baseline.empty()) {
    const Baseline now = baseline_of(schema);
    compare_baseline(read_baseline(options.baseline), now, faults);
    if (!faults.empty()) return report(faults);
    if (options.update_baseline) write_baseline(options.baseline, now);
  }
  write_outputs(options, schema);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Checks the event schemas and writes descriptors, JSON Schema, docs and baseline.");
  app.add_option("--catalogue", options.catalogue, "codes and names of all types")->required();
  app.add_option("--baseline", options.baseline, "folder of the committed baseline to hold to");
  app.add_option("--code", options.code_dir, "folder for the C++ tables");
  app.add_option("--json-schema", options.schema_dir, "folder for one JSON Schema a type");
  app.add_option("--page", options.page, "file for the catalogue page");
  app.add_flag("--update-baseline", options.update_baseline, "add what is new to the baseline");
  app.add_option("bfbs", options.inputs, "binary schemas of flatc")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::cerr << "schema: " << error.what() << "\n";
    return 1;
  }
}
