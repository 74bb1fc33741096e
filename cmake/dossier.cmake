# How every part of Dossier is compiled, and the few functions that a folder's CMakeLists.txt uses.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

set(DOSSIER_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them (address,undefined | thread)")
option(DOSSIER_FUZZ "Build the libFuzzer targets (clang only)" OFF)

add_compile_options(-Wall -Wextra -Werror -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_compile_options(-Wno-deprecated-declarations)  # libstdc++ 12's own stable_sort; g++ tells ours
endif()
if(DOSSIER_SANITIZE)
  add_compile_options(-fsanitize=${DOSSIER_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DOSSIER_SANITIZE})
endif()
if(DOSSIER_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)

# What a long-running program links: an allocator that many threads do not wait for. Sanitizers bring
# their own.
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
function(dossier_allocator target)
  if(NOT DOSSIER_SANITIZE)
    target_link_libraries(${target} PRIVATE PkgConfig::JEMALLOC)
  endif()
endfunction()

# dossier_library(NAME sources…): the static library dossier_NAME; `include/` is public, the folder private.
function(dossier_library name)
  add_library(dossier_${name} STATIC ${ARGN})
  if(IS_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/include)
    target_include_directories(dossier_${name} PUBLIC include)
  endif()
  target_include_directories(dossier_${name} PRIVATE src)
endfunction()
