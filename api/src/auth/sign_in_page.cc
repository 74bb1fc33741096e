#include "auth/sign_in_page.h"

#include <fmt/format.h>

namespace dossier::api {
namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: dark light; --ground: #0c0e11; --surface: #14171b; --raised: #1d2127;
  --line: #23272e; --edge: #666e7b; --text: #eceef1; --text-2: #b3b9c4; --accent: #a3a8ff; }
@media (prefers-color-scheme: light) {
  :root { --ground: #f4f5f7; --surface: #ffffff; --raised: #edeff2; --line: #e2e5ea;
    --edge: #828a98; --text: #15181d; --text-2: #464d59; --accent: #474dc9; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 400 15px/20px Inter, system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 560px; margin: 0 auto; padding: 48px 16px; }
h1 { font-size: 24px; line-height: 28px; font-weight: 600; margin: 0 0 8px; }
p { margin: 0 0 24px; color: var(--text-2); }
ul { list-style: none; margin: 0; padding: 0; background: var(--surface);
  border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
li + li { border-top: 1px solid var(--line); }
button { width: 100%; min-height: 56px; padding: 8px 16px; border: 0; background: none;
  color: inherit; font: inherit; text-align: left; cursor: pointer; display: grid;
  grid-template-columns: 1fr auto; gap: 0 16px; }
button:hover { background: var(--raised); }
button:focus-visible, a:focus-visible, textarea:focus-visible {
  outline: 2px solid var(--accent); outline-offset: -2px; }
b { font-weight: 600; }
small { font-size: 13px; color: var(--text-2); grid-column: 1; }
code, textarea { font: 400 13px/20px "JetBrains Mono", ui-monospace, Menlo, monospace; }
textarea { width: 100%; height: 128px; padding: 12px; resize: vertical; color: inherit;
  background: var(--surface); border: 1px solid var(--edge); border-radius: 4px; }
.out { margin: 0 0 24px; }
.out button { display: inline-block; width: auto; min-height: 40px; border: 1px solid var(--edge);
  border-radius: 4px; }
label { display: block; margin: 0 0 8px; }
a { color: var(--accent); }
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{} · Dossier</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n"
      "<h1>{}</h1>\n{}</main>\n</body>\n</html>\n",
      title, kStyle, title, body);
}

constexpr std::string_view kSignOut =
    "<form class=\"out\" method=\"post\" action=\"/sign-out\"><button>Sign out</button></form>\n";

// "Name (<code>ID</code>)"; of who is none of ours the id.
std::string named(const Principal& who) {
  for (const DevPerson& person : dev_people())
    if (person.who.id == who.id)
      return fmt::format("{} (<code>{}</code>)", escaped(person.name), escaped(who.id));
  return "<code>" + escaped(who.id) + "</code>";
}

}  // namespace

std::string sign_in_page(std::string_view next, const Principal* who) {
  std::string body;
  if (who != nullptr)
    body = fmt::format("<p>You are {} in this browser.</p>\n{}", named(*who), kSignOut);
  body +=
      "<p>This server runs for trying things out on this machine. Choose who you are: each person "
      "has another role, and sees and may do other things.</p>\n"
      "<form method=\"post\" action=\"/sign-in\">\n";
  if (!next.empty())
    body += fmt::format("<input type=\"hidden\" name=\"next\" value=\"{}\">\n", escaped(next));
  body += "<ul>\n";
  for (const DevPerson& person : dev_people())
    body += fmt::format(
        "<li><button name=\"person\" value=\"{0}\"><b>{1}</b> <code>{0}</code>"
        "<small>{2}</small></button></li>\n",
        escaped(person.who.id), escaped(person.name), escaped(person.does));
  return page("Sign in", body + "</ul>\n</form>\n");
}

std::string signed_in_page(const DevPerson& person, std::string_view token) {
  return page("Signed in",
              fmt::format("<p>You are {}, {}, in this browser for 12 hours. "
                          "<a href=\"/sign-in\">Be someone else</a></p>\n{}"
                          "<label for=\"token\">Token for other programs, sent as "
                          "<code>Authorization: Bearer …</code></label>\n"
                          "<textarea id=\"token\" readonly>{}</textarea>\n",
                          named(person.who), escaped(person.does), kSignOut, escaped(token)));
}

}  // namespace dossier::api
