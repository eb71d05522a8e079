import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { type EnvoyConfiguration, type WatchedFile, watchedFiles } from "../../../components/gate/configuration";
import { digestIn, digestOf, fileOf, socketOf } from "../../../runtime/keeper/gate-files";
import { replaceGate } from "../../../runtime/keeper/replace";

/** The statistics in which Envoy has the versions of files. */
const statistics = {
    clusters: "cluster_manager.cds.version_text",
    listeners: "listener_manager.lds.version_text",
    clientRoutes: "http.clients.rds.clients.version_text",
    gateRoutes: "http.gates.rds.gates.version_text",
} as const satisfies Partial<Record<WatchedFile, string>>;
type Versioned = keyof typeof statistics;
const versioned = Object.keys(statistics) as Versioned[];

/** The configuration of a gate with one release, each part of which has that one's name. */
function configurationOf(release: string): EnvoyConfiguration {
    const part = [{ name: release }];
    return {
        node: { id: `gate.${release}`, cluster: "screening.example" },
        listeners: part,
        clientRoutes: part,
        gateRoutes: part,
        clusters: part,
        identity: part,
        authority: part,
        secrets: [],
    };
}
const [old, next] = [configurationOf("1.0.0"), configurationOf("2.0.0")];

describe("the files of a gate that are replaced", () => {
    const place = { root: "", directory: "gate" };
    /** Stands in for Envoy's validation: succeeds, or fails with a reason. */
    let envoy: string;
    /** Names in each file, at each question for versions. */
    let states: Record<Versioned, string>[];
    /** The file whose new version Envoy has not taken yet, for so many questions. */
    let late: { readonly file: Versioned; questions: number } | undefined;
    let server: Server | undefined;

    beforeEach(() => {
        place.root = mkdtempSync(path.join(tmpdir(), "meridian-replace-"));
        mkdirSync(path.join(place.root, place.directory));
        envoy = path.join(place.root, "envoy");
        validating("exit 0");
        states = [];
        late = undefined;
    });
    afterEach(() => {
        server?.closeAllConnections();
        server?.close();
        server = undefined;
        rmSync(place.root, { recursive: true });
    });

    function validating(script: string): void {
        writeFileSync(envoy, `#!/bin/sh\n${script}\n`);
        chmodSync(envoy, 0o755);
    }
    const read = (file: WatchedFile) =>
        JSON.parse(readFileSync(fileOf(place, file), "utf8")) as {
            readonly version_info: string;
            readonly resources: readonly { readonly name: string }[];
        };
    const namesIn = (file: WatchedFile) =>
        read(file)
            .resources.map(({ name }) => name)
            .sort()
            .join(" and ");

    /** The administration of an Envoy that takes each file at once, but for one that is late. */
    async function run(): Promise<void> {
        server = createServer(({ url = "" }, response) => {
            if (url === "/ready") response.end("LIVE\n");
            else if (url.includes("warming")) response.end("cluster_manager.warming_clusters: 0\n");
            else response.end(versions());
        }).listen(socketOf(place));
        await once(server, "listening");
    }
    function versions(): string {
        states.push(Object.fromEntries(versioned.map(file => [file, namesIn(file)])) as Record<Versioned, string>);
        const isLate = (file: Versioned) => late?.file === file && late.questions > 0;
        const lines = versioned.map(file => `${statistics[file]}: "${isLate(file) ? "" : read(file).version_info}"\n`);
        if (late !== undefined) late.questions--;
        return lines.join("");
    }

    it("are all written where Envoy does not run yet", async () => {
        await replaceGate(place, old, envoy);
        assert.equal(await digestIn(place, old), digestOf(old, place));
    });

    it("stay as they were where Envoy refuses the new configuration", async () => {
        await replaceGate(place, old, envoy);
        validating("echo 'no such field' >&2; exit 1");
        await assert.rejects(replaceGate(place, next, envoy), /no such field/);
        assert.equal(await digestIn(place, old), digestOf(old, place));
        assert.ok(!existsSync(fileOf(place, "candidate")));
    });

    it("name new clusters before routes do, and old ones until no route names them", async () => {
        await replaceGate(place, old, envoy);
        await run();
        await replaceGate(place, next, envoy);
        const [first, ...others] = states;
        const both = "1.0.0 and 2.0.0";
        assert.deepEqual(first, { clusters: both, clientRoutes: "1.0.0", gateRoutes: "1.0.0", listeners: "1.0.0" });
        const isNew = { clientRoutes: "2.0.0", gateRoutes: "2.0.0", listeners: "2.0.0" };
        assert.deepEqual(others.slice(0, -1), Array(3).fill({ clusters: both, ...isNew }));
        assert.deepEqual(others.at(-1), { clusters: "2.0.0", ...isNew });
        assert.equal(await digestIn(place, next), digestOf(next, place));
    });

    for (const file of versioned) {
        it(`are written after ${file} once Envoy has taken these`, async () => {
            await replaceGate(place, old, envoy);
            await run();
            late = { file, questions: 4 };
            await replaceGate(place, next, envoy);
            // Each question while they are late finds the same files.
            const waited = states.slice(0, 4).map(state => JSON.stringify(state));
            const changes = new Set(file === "clusters" ? waited : waited.slice(1));
            assert.equal(changes.size, 1, waited.join("\n"));
            assert.notEqual(states[0]!.clusters, "2.0.0");
            assert.equal(states.at(-1)!.clusters, "2.0.0");
        });
    }

    it("are replaced also where the clusters of before can't be read", async () => {
        await replaceGate(place, old, envoy);
        writeFileSync(fileOf(place, "clusters"), "{");
        await replaceGate(place, next, envoy);
        assert.equal(await digestIn(place, next), digestOf(next, place));
        assert.deepEqual(watchedFiles.map(namesIn), Array(watchedFiles.length).fill("2.0.0"));
    });
});
