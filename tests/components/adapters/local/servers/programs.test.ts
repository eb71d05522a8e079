import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { programFaults } from "../../../../../components/adapters/local/servers/programs";
import { type ServerInput, serverSchema } from "../../../../../components/plan/config/server";
import type { ServingPlan } from "../../../../../components/plan/serving/serving";
import { pinned } from "../../../plan/faults-of";

describe("the program of a custom server", () => {
    let directory: string;
    before(async () => {
        directory = await mkdtemp(path.join(tmpdir(), "programs-"));
        await writeFile(path.join(directory, "serve"), "#!/bin/sh\n");
        await chmod(path.join(directory, "serve"), 0o755);
        await writeFile(path.join(directory, "notes"), "");
    });
    after(() => rm(directory, { recursive: true }));

    /** The part of a plan that is read here. */
    function faultsOf(server: Partial<ServerInput>) {
        const own = serverSchema.parse({ protocol: "http", ready: "/", ...server });
        const models = [{ name: "m", releases: [{ version: "1.0.0", server: own }, { version: "2.0.0" }] }];
        return programFaults({ models } as unknown as ServingPlan, directory);
    }

    it("is found in a directory of PATH, of env.PATH, by an absolute path, and relative to server.directory", () => {
        const inside = path.relative(".", directory);
        for (const server of [
            { command: ["serve"] },
            { command: ["sh"], env: { PATH: "/usr/bin:/bin" } },
            { command: [path.join(directory, "serve")] },
            { command: ["./serve"], directory: inside },
        ]) {
            assert.deepEqual(faultsOf(server), [], server.command[0]);
        }
    });

    it("is not checked if only its start can know it", () => {
        const unknown = [
            { command: ["$(WORK_DIRECTORY)/bin/serve"] },
            { command: ["bin/serve"] },
            { command: ["x"], env: { PATH: "$(WORK_DIRECTORY)" } },
            {},
        ];
        for (const server of unknown) assert.deepEqual(faultsOf(server), []);
    });

    it("is a fault where no directory of PATH has it", () => {
        assert.deepEqual(pinned(faultsOf({ command: ["srve", "--fast"] })), [
            {
                code: "server/no-program",
                path: 'models.m.releases["1.0.0"].server.command[0]',
                value: "srve",
            },
        ]);
        const [ofEnv] = faultsOf({ command: ["serve"], env: { PATH: "/usr/bin:/bin" } });
        assert.match(ofEnv!.problem, /not in any directory of env\.PATH \(\/usr\/bin:\/bin\)$/);
    });

    it("is a fault where its path leads to no file that may be executed", () => {
        for (const program of ["notes", ".", "absent"].map(file => path.join(directory, file))) {
            const [found] = faultsOf({ command: [program] });
            assert.deepEqual([found?.value, found?.remedy], [program, "correct the path, or make the file executable"]);
        }
        assert.equal(
            faultsOf({ command: ["bin/serve"], directory: "tests" })[0]?.remedy,
            "correct the path, which is relative to tests, or make the file executable",
        );
    });
});
