// Bundles the widget into ../static/widget.js, with a hash of its sources in its first line.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const sources = [...readdirSync("src").map((name) => `src/${name}`), "build.mjs", "package-lock.json"].sort();
const hash = createHash("sha256");
for (const name of sources) hash.update(name).update("\0").update(readFileSync(name)).update("\0");

const { outputFiles } = await build({
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  write: false,
  charset: "utf8",
  format: "iife",
  target: ["chrome100", "firefox101", "safari16.4"],
  loader: { ".css": "text" },
  legalComments: "none",
});
const head = `/* Frontdesk chat. sources: ${hash.digest("hex")}
Contains, under the MIT licence (https://opensource.org/license/mit), whose notice stands for each of them:
deep-chat (c) 2024 Ovidijus Parsiunas; speech-to-element (c) Ovidijus Parsiunas; remarkable (c) 2014-2016 Jon Schlinkert,
(c) 2014 Vitaly Puzrin; autolinker (c) 2014 Gregory Jacobs; fetch-event-source (c) Microsoft Corporation. */
`;
writeFileSync("../static/widget.js", head + outputFiles[0].text);
