#include "docs_assets.h"

#ifdef DOSSIER_SWAGGER_UI
// The assembler takes the files in as they are.
asm(".section .rodata\n"
    "dossier_swagger_js:\n.incbin \"" DOSSIER_SWAGGER_UI
    "/swagger-ui-bundle.js\"\n"
    "dossier_swagger_js_end:\n"
    "dossier_swagger_css:\n.incbin \"" DOSSIER_SWAGGER_UI
    "/swagger-ui.css\"\n"
    "dossier_swagger_css_end:\n"
    ".global dossier_swagger_js, dossier_swagger_js_end, dossier_swagger_css, "
    "dossier_swagger_css_end\n"
    ".text\n");
extern "C" {
extern const char dossier_swagger_js[], dossier_swagger_js_end[];
extern const char dossier_swagger_css[], dossier_swagger_css_end[];
}
#endif

namespace dossier::api {

#ifdef DOSSIER_SWAGGER_UI
std::string_view swagger_ui_js() { return {dossier_swagger_js, dossier_swagger_js_end}; }
std::string_view swagger_ui_css() { return {dossier_swagger_css, dossier_swagger_css_end}; }
#else
std::string_view swagger_ui_js() { return {}; }
std::string_view swagger_ui_css() { return {}; }
#endif

}  // namespace dossier::api
