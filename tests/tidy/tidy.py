"""House rules that a machine can check: who may include whom, what a fold may use, that every source
is built. Prints each breach as path:line: what, and exits 1 where there is one.

  tidy.py ROOT          checks the tree
  tidy.py --self-test   plants one breach of each rule and sees that it is found
"""
import pathlib
import re
import subprocess
import sys
import tempfile

# Folder -> the folders whose headers it may include (docs/ARCHITECTURE.md, "Layers").
LAYERS = {
    "base": [],
    "events_schema": ["base"],
    "engine/fold": ["base", "events_schema"],
    "engine": ["base", "events_schema", "engine/fold"],
    "projections": ["base", "events_schema", "engine/fold"],
    "projections/render": ["base", "events_schema", "engine/fold", "projections"],
    "seeds": ["base", "events_schema"],
    "search": ["base"],
    "api": ["base", "events_schema", "engine/fold", "engine", "projections", "projections/render", "search"],
}
# How a header's path names its folder.
HEADER_HOMES = {
    "dossier/base/": "base",
    "dossier/events/": "events_schema",
    "dossier/fold/": "engine/fold",
    "dossier/engine/": "engine",
    "dossier/projections/": "projections",
    "dossier/render/": "projections/render",
    "dossier/seeds/": "seeds",
    "dossier/search/": "search",
    "dossier/api/": "api",
}
# Pure folds: no clock, randomness, I/O or floating point.
IMPURE = [
    (r"\b(double|float|long double)\b", "floating point"),
    (r"std::(chrono::(system|steady|high_resolution)_clock|time\b|rand\b|random_device|mt19937)", "a clock or randomness"),
    (r"#include <(chrono|ctime|random|fstream|iostream|filesystem|thread|mutex|atomic|cstdio|cmath)>", "a header of clocks, randomness, I/O, threads or floats"),
    (r"\b(getenv|fopen|printf|std::cout|std::cerr)\b", "I/O"),
]
SOURCES = (".cc", ".h")


def home_of(path):
    """The longest layer folder that holds the path."""
    homes = [layer for layer in LAYERS if path.startswith(layer + "/")]
    return max(homes, key=len) if homes else None


def listed_files(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
                            capture_output=True, text=True, check=True).stdout.split("\n")
    return [path for path in listed if path]


def projection_names(root):
    return [p.name for p in (root / "projections").iterdir() if p.is_dir()] if (root / "projections").is_dir() else []


def include_breaches(root, path, lines):
    home = home_of(path)
    if home is None:
        return
    homes = dict(HEADER_HOMES)
    for name in projection_names(root):
        if name not in ("include", "render"):
            homes[f"dossier/{name}/"] = "projections"
    for number, line in enumerate(lines, 1):
        included = re.match(r'\s*#include "([^"]+)"', line)
        if not included:
            continue
        for prefix, target in homes.items():
            if included[1].startswith(prefix) and target != home and target not in LAYERS[home]:
                yield f"{path}:{number}: {home} may not include {target} ({included[1]})"


def purity_breaches(path, lines):
    if not path.startswith("projections/") or path.startswith("projections/render/"):
        return
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        for pattern, what in IMPURE:
            if re.search(pattern, code):
                yield f"{path}:{number}: a fold may not use {what}"


def unbuilt(root, files):
    """Sources whose name stands in no CMakeLists.txt above them."""
    lists = {path: (root / path).read_text() for path in files if path.endswith(("CMakeLists.txt", ".cmake"))}
    everything = "\n".join(lists.values())
    for path in files:
        if path.endswith(".cc") and not re.search(rf"(^|[\s/\"]){re.escape(pathlib.Path(path).name)}\b", everything):
            # A fuzz target or bench is built by its stem.
            if not re.search(rf"\b{re.escape(pathlib.Path(path).stem)}\b", everything):
                yield f"{path}:1: no CMakeLists.txt builds it"


def breaches(root):
    files = listed_files(root)
    for path in files:
        if not path.endswith(SOURCES) or not (root / path).exists():
            continue
        lines = (root / path).read_text().split("\n")
        yield from include_breaches(root, path, lines)
        yield from purity_breaches(path, lines)
    yield from unbuilt(root, [f for f in files if (root / f).exists()])


def self_test():
    planted = {
        "base/src/a.cc": '#include "dossier/engine/engine.h"\n',
        "projections/loans/src/b.cc": "double x;\n",
        "projections/loans/src/c.cc": "#include <chrono>\n",
        "engine/src/d.cc": '#include "dossier/projections/registry.h"\n',
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        subprocess.run(["git", "init", "-q", folder], check=True)
        for path, text in planted.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        (root / "CMakeLists.txt").write_text("base/src/a.cc b.cc c.cc\n")
        found = list(breaches(root))
    wanted = ["base/src/a.cc:1: base may not", "b.cc:1: a fold may not", "c.cc:1: a fold may not",
              "engine/src/d.cc:1: engine may not", "engine/src/d.cc:1: no CMakeLists"]
    missed = [w for w in wanted if not any(w in f for f in found)]
    if missed or len(found) != len(wanted):
        print("self-test failed; missed:", missed, "found:", found)
        return 1
    return 0


def main():
    if self_test():
        return 1
    if sys.argv[1:] == ["--self-test"]:
        return 0
    found = list(breaches(pathlib.Path(sys.argv[1])))
    print("\n".join(found) if found else "tidy: no breach")
    return 1 if found else 0


sys.exit(main())
