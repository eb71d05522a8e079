import { createRequire } from "node:module";

import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

const require = createRequire(import.meta.url);
require("./build/typescript.cjs");
const { words } = require("./build/words/rule.ts");

export default tseslint.config(
    { ignores: ["dist", "coverage/", ".meridian", ".site", "node_modules"] },
    {
        files: ["**/*.ts", "**/*.tsx"],
        extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
        languageOptions: {
            parserOptions: {
                project: [
                    "./tsconfig.json",
                    "./runtime/hub/page/tsconfig.json",
                    "./tests/runtime/hub/page/tsconfig.json",
                ],
                tsconfigRootDir: import.meta.dirname,
            },
        },
        plugins: { "@pulumi": pulumi },
        rules: {
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "error",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
            "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
            "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
            "@typescript-eslint/no-unused-vars": [
                "error",
                { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
            ],
            "@typescript-eslint/no-non-null-assertion": "off",
        },
    },
    {
        // The words of docs/glossary.md. `npm run words` checks other files.
        files: ["**/*.ts", "**/*.tsx", "**/*.js", "**/*.cjs", "**/*.mjs"],
        plugins: { words },
        rules: { "words/glossary": "error" },
    },
    {
        // Adapters are loaded when a stack names them, commands when they are called, rules when there is something to evaluate, and clients
        // of the AWS SDK when a check uses them.
        // `import()` is no alternative: from CommonJS it loads no TypeScript.
        files: [
            "stacks/adapters.ts",
            "cli/run.ts",
            "cli/operations.ts",
            "components/adapters/aws/operations/preflight/sdk.ts",
            "components/adapters/local/provider/index.ts",
            "policy/policies.ts",
        ],
        rules: { "@typescript-eslint/no-require-imports": "off" },
    },
    {
        // Mocha registers `describe` and `it` by being called; what they return is not a promise to await.
        files: ["tests/**/*.ts"],
        rules: { "@typescript-eslint/no-floating-promises": "off" },
    },
);
