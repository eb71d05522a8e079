// The entry point for the engine. A pack serializes no functions, so the SDK's code for that is loaded on first use only.
// @ts-check
"use strict";

require("../tools/pulumi/bin/lazy-sdk.cjs");
require("../dist/policy/pack.js");
