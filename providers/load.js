// The one piece of plain JavaScript: Pulumi's provider process knows no TypeScript until tsx is loaded.
"use strict";
process.env.TSX_TSCONFIG_PATH = `${__dirname}/../tsconfig.json`;
require("tsx/cjs");

// Pulumi prints an error with its stack. What goes wrong on a host is told in words, and its place is the resource.
const plainly =
  (method) =>
  async (...args) => {
    try {
      return await method(...args);
    } catch (error) {
      if (error instanceof Error) error.stack = "";
      throw error;
    }
  };

module.exports = (name) => {
  const methods = Object.entries(require("./implementations.ts").implementations[name]);
  return Object.fromEntries(methods.map(([method, work]) => [method, plainly(work)]));
};
