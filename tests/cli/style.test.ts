import assert from "node:assert/strict";

import { styleFor } from "../../cli/style";

const isColoured = (isTTY: boolean, env: NodeJS.ProcessEnv) => styleFor({ isTTY }, env).bad("x") !== "x";

describe("colours", () => {
    it("are for terminals", () => {
        assert.equal(styleFor({ isTTY: true }, {}).bad("x"), "\u001b[31mx\u001b[39m");
        assert.equal(styleFor({ isTTY: false }, {}).bad("x"), "x");
        assert.equal(styleFor({}, {}).strong("x"), "x");
    });

    it("are left out with NO_COLOR, of which the value doesn't count, and on a dumb terminal", () => {
        assert.equal(isColoured(true, { NO_COLOR: "0" }), false);
        assert.equal(isColoured(true, { NO_COLOR: "" }), true);
        assert.equal(isColoured(true, { TERM: "dumb" }), false);
    });

    it("are as FORCE_COLOR says, before all else", () => {
        assert.equal(isColoured(false, { FORCE_COLOR: "1", NO_COLOR: "1", TERM: "dumb" }), true);
        assert.equal(isColoured(true, { FORCE_COLOR: "0" }), false);
        assert.equal(isColoured(true, { FORCE_COLOR: "false" }), false);
        assert.equal(isColoured(false, { FORCE_COLOR: "" }), false);
    });
});
