// Pulumi starts here. Without this its ts-node would check all types at each preview and up, which takes longer than all
// the rest; `npm run check` does that. tsx only takes the types away.
"use strict";
// This program's own compiler options, and not those of the folder in which it runs.
process.env.TSX_TSCONFIG_PATH = `${__dirname}/tsconfig.json`;
require("tsx/cjs");
module.exports = require("./index.ts");
