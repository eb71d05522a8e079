import assert from "node:assert/strict";

import { hostingSettingFaults } from "../../../../components/plan/clouds/hosting-settings";

const edge = { volumeGiB: 1 };
const kserve = { controller: "system:serviceaccount:kserve:kserve-controller-manager" };

describe("settings of one hosting", () => {
    it("are accepted with that hosting", () => {
        assert.deepEqual(hostingSettingFaults({ edge }, "edge"), []);
        assert.deepEqual(hostingSettingFaults({ kserve }, "managed"), []);
        assert.deepEqual(hostingSettingFaults({}, "container"), []);
    });

    it("are refused with another one, at the path of a config or of a program's arguments", () => {
        const found = [
            ...hostingSettingFaults({ edge, kserve }, "container"),
            ...hostingSettingFaults({ edge, kserve }, "managed", "inProgram"),
        ];
        assert.deepEqual(
            found.map(({ path, problem }) => [path, problem]),
            [
                ["kubernetes.edge", 'kubernetes.edge has no effect with serving.hosting "container", expected "edge"'],
                [
                    "kubernetes.kserve",
                    'kubernetes.kserve has no effect with serving.hosting "container", expected "managed"',
                ],
                ["edge", 'edge has no effect with hosting "managed", expected "edge"'],
            ],
        );
    });
});
