/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_style.c: large type, few lines, no colour that carries a meaning alone; figures and rows are not cut by the end of a
 * sheet of paper.
 */
#include "report/page/page_parts.h"

const char *const page_style_sheet =
    "body { font: 17px/1.5 system-ui, 'DejaVu Sans', Arial, sans-serif; color: #222; background: #fff; margin: 0 "
    "auto;\n"
    "  padding: 1.5em; max-width: 76em; }\n"
    "h1 { font-size: 1.9em; line-height: 1.2; margin: 0.2em 0; }\n"
    "h2 { font-size: 1.35em; margin: 1.8em 0 0.5em; border-bottom: 1px solid #bbb; }\n"
    "h3 { font-size: 1.05em; margin: 0.4em 0; }\n"
    "table { border-collapse: collapse; margin: 0.5em 0; }\n"
    "th, td { padding: 0.25em 0.9em 0.25em 0; text-align: right; vertical-align: top; }\n"
    "td { white-space: nowrap; }\n"
    "td.words, .stories td { white-space: normal; }\n"
    "th { font-weight: 600; color: #555; border-bottom: 1px solid #bbb; }\n"
    "th:first-child, td:first-child, .words { text-align: left; }\n"
    "tbody tr:nth-child(even) { background: #f5f5f5; }\n"
    "pre { font: 13px/1.4 'DejaVu Sans Mono', monospace; background: #f5f5f5; padding: 0.8em; overflow: auto;\n"
    "  white-space: pre-wrap; overflow-wrap: anywhere; }\n"
    "figure { margin: 1.2em 0; }\n"
    "figure svg { width: 100%; height: auto; }\n"
    ".about { max-width: 50em; font-size: 1.1em; }\n"
    ".note { color: #555; max-width: 55em; }\n"
    ".scroll { overflow-x: auto; }\n"
    ".calm, .pass { color: #00614a; font-weight: 600; }\n"
    ".degraded { color: #8a5a00; font-weight: 600; }\n"
    ".collapsed, .overloaded, .fail { color: #b00020; font-weight: 600; }\n"
    ".swatch { display: inline-block; width: 1.4em; height: 0.35em; margin-right: 0.5em; vertical-align: middle; }\n"
    ".stories { display: grid; grid-template-columns: repeat(auto-fit, minmax(21em, 1fr)); gap: 0 2em; }\n"
    ".stories table { font-size: 0.92em; }\n"
    ".stories td { text-align: left; }\n"
    ".stories td:first-child { white-space: nowrap; color: #555; text-align: right; }\n"
    "@media print { body { font-size: 11pt; padding: 0; max-width: none; } figure, tr, .stories > div\n"
    "  { break-inside: avoid; } h2 { break-after: avoid; } pre { font-size: 8pt; } }\n";
