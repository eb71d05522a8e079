import assert from "node:assert/strict";

import { alternatives, unsupported, withValue } from "../../../../components/plan/clouds/lack";

describe("what some clouds of a stack do not support", () => {
    const why = (cloud: string) => ({ state: "impossible", why: `no such thing on ${cloud}` }) as const;
    const used = { what: "a cache", path: "serving.cache" };

    it("is nothing when each cloud of the stack does", () => {
        assert.equal(unsupported(used, ["aws"], ["aws", "local"], why), undefined);
    });

    it("is reported with the clouds, the reason of each, and the clouds that do", () => {
        assert.equal(
            unsupported(used, ["aws", "gcp", "azure"], ["aws", "local"], why),
            "gcp and azure do not support a cache (gcp: no such thing on gcp; azure: no such thing on azure); " +
                "clouds that support it: aws, local",
        );
    });

    it("has a reason once that several clouds share", () => {
        const same = () => ({ state: "impossible", why: "it has none" }) as const;
        assert.equal(
            unsupported(used, ["gcp", "azure"], [], same),
            "gcp and azure do not support a cache (it has none)",
        );
    });

    it("names no alternatives where no cloud does", () => {
        assert.equal(unsupported(used, ["aws"], [], why), "aws does not support a cache (no such thing on aws)");
        assert.equal(alternatives([]), "");
    });

    it("begins with the key and its value where these are the cause", () => {
        const min = { path: "serving.scaling.min", value: 3 };
        assert.equal(withValue(min, "aws runs one"), "min is 3, but aws runs one");
        assert.equal(
            withValue({ path: "regions[2]", value: "aws:x" }, "aws has none"),
            'regions[2] is "aws:x", but aws has none',
        );
        assert.equal(withValue({ path: "a", value: "b" }, 'there is no "b"'), 'there is no "b"');
        assert.equal(withValue({ path: "a" }, "there is none"), "there is none");
    });
});
