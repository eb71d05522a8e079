#!/usr/bin/env node
// What the engine starts for dynamic providers: the SDK's own provider, in one process (the script that the SDK ships
// leaves a shell in between) and gone when the engine is.
// @ts-check
"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");

// The engine holds the other end of standard input, so its end is the engine's, however it died.
process.stdin.resume().once("close", () => process.exit(0));

require("./lazy-sdk.cjs");

// Started in the program's directory, as the language host is.
createRequire(path.join(process.cwd(), "package.json"))("@pulumi/pulumi/cmd/dynamic-provider");
