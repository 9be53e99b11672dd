// Pulumi starts here. Without this its ts-node would check all types at each preview and up, which takes longer than all
// the rest; `npm run check` does that. tsx only takes the types away.
"use strict";
require("tsx/cjs");
module.exports = require("./index.ts");
