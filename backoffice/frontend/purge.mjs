// Leaves in a stylesheet only what the portal's templates and scripts name: node purge.mjs IN OUT
import { readFileSync, writeFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const [from, to] = process.argv.slice(2);
const root = new URL("../..", import.meta.url).pathname;

const [result] = await new PurgeCSS().purge({
  css: [{ raw: readFileSync(from, "utf8") }],
  content: [
    `${root}customer_portal/**/*.html`,
    `${root}customer_portal/**/*.py`,
    `${root}backoffice/templates/parts/**/*.html`,
    `${root}backoffice/templatetags/parts.py`,
    `${root}backoffice/frontend/portal/**/*.js`,
  ],
  // Set by htmx while a page lives, so no template names them.
  safelist: { greedy: [/^htmx-/] },
  keyframes: true,
});
writeFileSync(to, result.css);
