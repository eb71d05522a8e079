// What the engine starts. A pack turns no functions into text, so what the SDK has for that is left until somebody asks for it.
// @ts-check
"use strict";

require("../tools/pulumi/bin/lazy-sdk.cjs");
require("../dist/policy/pack.js");
