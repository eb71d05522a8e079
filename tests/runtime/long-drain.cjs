// For `node --require`, before a program: it drains for so long that a test on a busy machine sees it. No setting does that.
const shutdown = require("../../dist/runtime/shutdown.js");

const { drain } = shutdown;
shutdown.drain = server => drain(server, { drainMs: 10_000, finishMs: 30_000 });
