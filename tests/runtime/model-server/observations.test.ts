import assert from "node:assert/strict";

import { Observations } from "../../../runtime/model-server/observations";

describe("Values of a histogram", () => {
    it("reach it when it is read, each once and in their order", () => {
        const seen: number[] = [];
        const observations = new Observations({ observe: value => seen.push(value) });
        observations.add(0.5);
        observations.add(2);
        assert.deepEqual(seen, []);
        observations.flush();
        observations.flush();
        observations.add(3);
        observations.flush();
        assert.deepEqual(seen, [0.5, 2, 3]);
    });

    it("reach it before they are more than there is room for", () => {
        let seen = 0;
        const observations = new Observations({ observe: () => (seen += 1) });
        for (let i = 0; i < 2500; i++) observations.add(i);
        assert.equal(seen, 2048);
        observations.flush();
        assert.equal(seen, 2500);
    });
});
