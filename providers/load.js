// The one piece of plain JavaScript: Pulumi's provider process knows no TypeScript until tsx is loaded.
"use strict";
require("tsx/cjs");

module.exports = (name) => require("./implementations.ts").implementations[name];
