import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", ".lab", ".build"] },
  {
    files: ["**/*.ts"],
    extends: [eslint.configs.recommended, ...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // Dynamic providers and the bundle load code at run time, on purpose, in a few named places.
      "@typescript-eslint/no-require-imports": "error",
    },
  },
  {
    files: ["**/*.ts"],
    rules: {
      // Some literals were spread only to keep the formatter from breaking their line. They read better written out.
      "no-restricted-syntax": [
        "error",
        {
          selector:
            ":matches(ArrayExpression, CallExpression, NewExpression) > SpreadElement > ArrayExpression",
          message: "Write the elements out: spreading an array literal adds nothing.",
        },
        {
          selector: "ObjectExpression > SpreadElement > ObjectExpression",
          message: "Write the properties out: spreading an object literal adds nothing.",
        },
      ],
    },
  },
);
