#include "report/html_style.h"

namespace sendguard::report {

std::string_view html_style() {
    return R"css(
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --line: #dde1e7; --text: #1c2430; --dim: #5a6675;
  --code: #f1f3f6; --mark: #ffe08a; --mark-text: #1c2430; --link: #0b5cad;
  --block: #b3261e; --hold: #a04a00; --warn: #7a5c00; --note: #0b5cad; --pass: #1b6e3c;
  --error: #7b1fa2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1b212a; --line: #323b48; --text: #e6eaf0; --dim: #9aa7b7;
    --code: #141a22; --mark: #6b5200; --mark-text: #fff3cf; --link: #7db8ff;
    --block: #ff8a80; --hold: #ffb066; --warn: #f0d264; --note: #7db8ff; --pass: #79d69a;
    --error: #d9a6ef;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: .1rem 0 .75rem; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.15rem; }
h3 { margin: 0; font-size: 1rem; font-weight: 600; }
p { margin: .25rem 0; }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: .875em; unicode-bidi: isolate; }
.dim, .brand { color: var(--dim); font-size: .875rem; }
.brand { letter-spacing: .02em; }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 .6rem; padding: 0; list-style: none; }
.chips li {
  padding: .15rem .75rem; border: 1px solid currentColor; border-radius: 99rem;
  font-size: .9rem; font-weight: 600; background: var(--card);
}
.block { --tone: var(--block); } .hold { --tone: var(--hold); } .warn { --tone: var(--warn); }
.note { --tone: var(--note); } .pass { --tone: var(--pass); } .error { --tone: var(--error); }
.chips li, .verdict { color: var(--tone); }
table {
  width: 100%; border: 1px solid var(--line); border-radius: .5rem; border-spacing: 0;
  background: var(--card); overflow: hidden;
}
th, td { padding: .45rem .9rem; text-align: left; vertical-align: baseline; }
th { color: var(--dim); font-size: .8rem; font-weight: 600; white-space: nowrap; }
td { border-top: 1px solid var(--line); }
th:first-child, td.verdict { width: 1%; padding-right: 2rem; white-space: nowrap; }
td.verdict { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
details.draft, details.more {
  margin: .75rem 0; border: 1px solid var(--line); border-radius: .5rem; background: var(--card);
}
details.draft { border-left: .3rem solid var(--tone); }
summary { padding: .7rem 1rem; cursor: pointer; }
details.draft > summary { font-weight: 600; }
summary .verdict { margin-left: .5rem; font-size: .9rem; }
details.more ul { margin: 0; padding: 0 1rem .8rem 2.2rem; }
.finding { padding: .9rem 1rem 1rem; border-top: 1px solid var(--line); break-inside: avoid; }
.finding h3 { display: flex; gap: .6rem; align-items: baseline; }
.badge {
  flex: none; padding: .05rem .5rem; border-radius: .3rem; background: var(--tone);
  color: var(--card); font-size: .75rem; font-weight: 700; text-transform: uppercase;
  letter-spacing: .03em;
}
.rule { margin: .2rem 0 0; color: var(--dim); }
figure { margin: .7rem 0 0; }
figcaption { color: var(--dim); font-size: .8rem; }
pre {
  display: flex; margin: .2rem 0 0; padding: .5rem .75rem; border-radius: .35rem;
  background: var(--code); font-size: .85rem; line-height: 1.5; white-space: pre-wrap;
}
pre code { font-size: inherit; min-width: 0; }
.line-number {
  flex: none; margin-right: .75rem; padding-right: .75rem; border-right: 1px solid var(--line);
  color: var(--dim); user-select: none;
}
mark { padding: .05em 0; border-radius: .15rem; background: var(--mark); color: var(--mark-text); }
.finding details.more { margin: .6rem 0 0; border: 0; }
.finding details.more > summary { padding: .2rem 0; color: var(--link); font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: .8rem 0 0; }
dt { color: var(--dim); font-size: .875rem; line-height: 1.7; }
dd { margin: 0; min-width: 0; }
dd code { padding: .1rem .35rem; border-radius: .25rem; background: var(--code); }
@media (max-width: 34rem) {
  body { padding: 1.25rem .75rem 3rem; }
  h1 { font-size: 1.4rem; }
  th, td { padding: .4rem .6rem; }
  th:first-child, td.verdict {
    padding-right: .6rem; white-space: normal; overflow-wrap: break-word;
  }
  .finding h3 { flex-direction: column; gap: .3rem; }
  dl { display: block; }
  dd { margin-bottom: .5rem; }
}
@media print {
  :root {
    --page: #fff; --card: #fff; --line: #bbb; --text: #000; --dim: #444; --code: #f4f4f4;
    --mark: #ffe08a; --mark-text: #000; --link: #000; --block: #b3261e; --hold: #a04a00;
    --warn: #7a5c00; --note: #0b5cad; --pass: #1b6e3c; --error: #7b1fa2;
  }
  * { print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: .85rem; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; break-after: avoid; }
}
)css";
}

}  // namespace sendguard::report
