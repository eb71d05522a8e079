"use strict";
/** Has a program ask the name server of a test (`TEST_NAME_SERVER`) in place of the system's. */
const { promises } = require("node:dns");

const System = promises.Resolver;
promises.Resolver = class extends System {
    constructor(options) {
        super(options);
        this.setServers([process.env.TEST_NAME_SERVER]);
    }
};
