import assert from "node:assert/strict";

import { hostingSettingFaults } from "../../../../components/plan/clouds/hosting-settings";

const edge = { volumeGiB: 1 };

describe("settings of one hosting", () => {
    it("are accepted with that hosting", () => {
        assert.deepEqual(hostingSettingFaults({ edge }, "edge"), []);
        assert.deepEqual(hostingSettingFaults({}, "container"), []);
    });

    it("are refused with another one, at the path of a config or of a program's arguments", () => {
        const found = [
            ...hostingSettingFaults({ edge }, "container"),
            ...hostingSettingFaults({ edge }, "managed", "inProgram"),
        ];
        assert.deepEqual(
            found.map(({ path, allowed, remedy }) => [path, allowed, remedy]),
            [
                ["kubernetes.edge", "where serving.hosting is edge", "remove it, or set serving.hosting: edge"],
                ["edge", "where hosting is edge", "remove it, or set hosting: edge"],
            ],
        );
    });
});
