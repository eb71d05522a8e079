import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";

import { everySeconds } from "../../components/adapters/local/observability-hub/watcher";
import { regionNamed } from "../../components/plan/places/catalogue";
import { parseMetrics } from "../../components/watch/metrics/text";
import { packageRoot } from "../../tools/package-root";
import { authority } from "../../tests/support/certificates";
import { inference } from "../../tests/support/cell-under-test";
import { CellClient } from "../../tests/support/client";
import { freePort } from "../../tests/support/free-port";
import { HubClient } from "../../tests/support/hub-client";
import type { LocalStack } from "../../tests/support/local-stack";
import { stackConfig } from "../../tests/support/stack-config";
import { until } from "../../tests/support/until";
import type { Benchmark, Note } from "../harness/benchmark";
import { type Figure, spreadOf } from "../harness/figure";
import { memoryOf } from "../measuring/process-memory";
import { coreSecondsOf } from "../measuring/processor-time";
import { runProgram, type Running } from "../programs/program";
import { placesFor, type Recorded, SimulatedWatchers } from "./simulated-watchers";
import { withStack } from "../gates/stand";

const cells = 5;
const regions = 50;
/** The hub keeps charts of a quarter of an hour. */
const historySeconds = 16 * 60;
const clockTimes = 4;
const measuredSeconds = 30;

const compiled = path.join(packageRoot(), "dist/runtime/hub");

const config = stackConfig({
    store: { tables: [{ name: "features", partitionKey: "subject" }], shards: 16, ephemeral: true },
    observability: { drift: {}, withdraw: { lagSeconds: 30 } },
});

export const hub: Benchmark = {
    description: "a hub over 50 regions of 5 cells, each with what a watcher of stack local tells; and its page",
    goal: "none set",
    async run(note) {
        const { recorded, scrapes } = await withStack(reportedBy, config);
        note(`a watcher tells ${(recorded[0]!.metrics.length / 1024).toFixed(0)} KiB`);
        return [...(await overManyRegions(recorded, note)), ...scrapes, await pageWeight()];
    },
};

/** What watchers of a real stack tell, once each release has been asked; and how long each process takes to tell. */
async function reportedBy(stack: LocalStack): Promise<{ recorded: Recorded[]; scrapes: Figure[] }> {
    for (const cell of await stack.cells()) {
        for (const { city } of cell.points) {
            const client = new CellClient(stack.project, cell, city);
            for (let i = 0; i < 200; i++) await client.ask(inference(i));
            client.close();
        }
    }
    const hub = new HubClient(stack);
    const asked = await until(
        "regions tell of what they were asked",
        async () => {
            const { regions } = await hub.state();
            const asked = regions.map(({ p99Ms }) => p99Ms !== undefined);
            return asked.some(Boolean) && asked;
        },
        30_000,
    );
    const regions = (await hub.state()).regions.map(({ region }) => region);
    const looks = 10;
    const times = new Map<string, number[]>();
    for (let look = 0; look < looks; look++) {
        await pause(everySeconds * 1000);
        for (const { name, labels, value } of parseMetrics(await hub.metrics()).samples) {
            if (name !== "meridian_scrape_duration_seconds" || labels.region === undefined) continue;
            times.set(labels.job!, [...(times.get(labels.job!) ?? []), value * 1000]);
        }
    }
    const texts = await hub.metricsOfWatchers();
    return {
        // Regions without a point of presence nearby receive no requests.
        recorded: texts.map((metrics, i) => ({ region: regions[i]!, metrics })).filter((_, i) => asked[i]),
        scrapes: [...times]
            .filter(([job]) => job !== "watcher")
            .map(([job, values]) => ({ name: `scrape of a ${job}`, unit: "ms", values: [spreadOf(values).median] })),
    };
}

async function overManyRegions(recorded: readonly Recorded[], note: Note): Promise<Figure[]> {
    const directory = await mkdtemp(path.join(tmpdir(), "meridian-bench-hub-"));
    const names = placesFor(regions);
    const cell = await authority("cell");
    const identity = await cell.issue({ hosts: names.map(hostOf) });
    const watchers = await SimulatedWatchers.start(names, recorded, identity);
    let running: Running | undefined;
    try {
        const tls = path.join(directory, "tls");
        mkdirSync(tls);
        const { cert, key: ownKey, ca } = await cell.issue({ hosts: ["hub.bench.test"] });
        for (const [file, text] of Object.entries({ "tls.crt": cert, "tls.key": ownKey, "ca.crt": ca })) {
            writeFileSync(path.join(tls, file), text, { mode: 0o600 });
        }
        writeFileSync(path.join(directory, "hub.json"), JSON.stringify(hubFile(tls, names, watchers.ports)));
        const port = await freePort();
        const program = (times: number) =>
            runProgram(
                "/usr/bin/env",
                [
                    ...[
                        "HUB=hub.json",
                        "SOCKET=socket",
                        "KEY=key",
                        "MEMORY=memory.json",
                        `PORT=${port}`,
                        `CLOCK_TIMES=${times}`,
                    ],
                    ...[process.execPath, "--require", path.join(__dirname, "fast-clock.cjs")],
                    path.join(compiled, "main.js"),
                ],
                directory,
                port,
            );
        running = await program(clockTimes);
        note(`filling ${historySeconds / 60} minutes of history at ${clockTimes} times the speed`);
        await pause((historySeconds / clockTimes) * 1000);
        const { pss } = memoryOf(running.pid);
        const state = await ask(path.join(directory, "socket"), "/api/state");
        await running.stop();

        running = await program(1);
        await pause(5_000);
        const before = coreSecondsOf(running.pid);
        await pause(measuredSeconds * 1000);
        const core = (100 * (coreSecondsOf(running.pid) - before)) / measuredSeconds;
        const scrapes: number[] = [];
        let bytes = 0;
        for (let i = 0; i < 10; i++) {
            const begun = performance.now();
            bytes = (await ask(path.join(directory, "socket"), "/metrics")).length;
            scrapes.push(performance.now() - begun);
        }
        const kibibytes = (size: number) => [size / 1024];
        return [
            { name: `${regions} regions: hub, proportional share`, unit: "MiB", values: [pss] },
            { name: `${regions} regions: hub, of a core`, unit: "%", values: [core] },
            { name: `${regions} regions: event of the page`, unit: "KiB", values: kibibytes(state.length) },
            { name: `${regions} regions: /metrics`, unit: "KiB", values: kibibytes(bytes) },
            { name: `${regions} regions: scrape of the hub`, unit: "ms", values: [spreadOf(scrapes).median] },
        ];
    } finally {
        await running?.stop();
        watchers.stop();
        await rm(directory, { recursive: true, force: true });
    }
}

function hubFile(tls: string, names: ReturnType<typeof placesFor>, ports: readonly number[]): object {
    const perCell = regions / cells;
    const regionAt = (i: number) => {
        const region = names[i]!;
        const { city, country, latitude, longitude } = regionNamed(region)!;
        return {
            region,
            place: { name: city, country, latitude, longitude },
            isDrained: false,
            watcher: { host: "127.0.0.1", port: ports[i]!, name: hostOf(region) },
            releases: ["1.0.0", "2.0.0"].map(version => ({
                ...{ model: "screening", version, percent: 50 },
                digest: `sha256:${"a".repeat(64)}`,
            })),
        };
    };
    return {
        service: "bench",
        limits: { availability: 0.999, p99Ms: 250, lagSeconds: 30, psi: 0.2 },
        anomalies: true,
        everySeconds,
        cells: Array.from({ length: cells }, (_, cell) => ({
            name: `cell-${cell}`,
            jurisdictions: ["EU"],
            dataClasses: ["health"],
            isProtected: true,
            tls,
            regions: Array.from({ length: perCell }, (_, i) => regionAt(cell * perCell + i)),
        })),
        drills: "drills",
    };
}

function hostOf(region: string): string {
    return `watcher.${region.replace(":", "-")}.bench.test`;
}

function ask(socketPath: string, at: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
        const sent = request({ socketPath, path: at, agent: false }, answer => {
            const chunks: Buffer[] = [];
            answer.on("data", (chunk: Buffer) => chunks.push(chunk));
            answer.on("error", reject).on("end", () => {
                resolve(Buffer.concat(chunks));
            });
        });
        sent.on("error", reject).end();
    });
}

/** What a browser gets before it shows something: all that the page is made of, compressed as it is sent. */
async function pageWeight(): Promise<Figure> {
    const page = path.join(compiled, "page");
    const files = ["index.html", ...(await readdir(path.join(page, "assets"))).map(name => `assets/${name}`)];
    const sizes = files
        .filter(name => /\.(html|js|css|svg)$/.test(name))
        .map(name => gzipSync(readFileSync(path.join(page, name))).length);
    return { name: "page, compressed", unit: "KiB", values: [sizes.reduce((sum, size) => sum + size, 0) / 1024] };
}
