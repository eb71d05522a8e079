import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { failureKinds } from "../../../../../components/adapters/local/operations/failures";
import type { StackFiles } from "../../../../../components/adapters/local/operations/stack-files";
import type { SupervisorClient } from "../../../../../components/adapters/local/provider/supervisor/client";
import type { DrillName } from "../../../../../components/watch/drills/drills";
import type { Failure } from "../../../../../components/watch/drills/operations";
import { sha256 } from "../../../../../runtime/files";
import { until } from "../../../../support/until";

/** Runs its programs as supervisord does: again when they end, unless they are to be down. */
class Supervisor implements Pick<SupervisorClient, "isUp" | "programs" | "halt" | "start"> {
    private readonly children = new Map<string, ChildProcess | undefined>();
    private readonly down = new Set<string>();
    readonly starts = new Map<string, number>();
    readonly hups = new Map<string, number>();
    isThere = true;
    /** How often it was looked for in vain. */
    missed = 0;
    /** What happens as a program starts. */
    onStart: (name: string) => void = () => undefined;

    constructor(names: readonly string[]) {
        for (const name of names) this.run(name);
    }

    isUp = () => Promise.resolve(this.isThere);

    programs = () => {
        if (!this.isThere) {
            this.missed += 1;
            return Promise.reject(new Error("there is no supervisor"));
        }
        return Promise.resolve(
            [...this.children].map(([name, child]) => ({
                ...{ name, spawnerr: "", pid: child?.pid ?? 0 },
                statename: child === undefined ? "STOPPED" : "RUNNING",
            })),
        );
    };

    halt = (name: string) => {
        this.down.add(name);
        this.children.get(name)?.kill("SIGKILL");
        return Promise.resolve();
    };

    start = (name: string) => {
        this.down.delete(name);
        if (this.children.get(name) === undefined) this.run(name);
        return Promise.resolve();
    };

    pidOf(name: string): number {
        return this.children.get(name)?.pid ?? 0;
    }

    private run(name: string): void {
        this.starts.set(name, (this.starts.get(name) ?? 0) + 1);
        this.onStart(name);
        const child = spawn("sleep", ["600"], { stdio: "ignore" });
        this.children.set(name, child);
        child.once("exit", (_code, signal) => {
            if (signal === "SIGHUP") this.hups.set(name, (this.hups.get(name) ?? 0) + 1);
            this.children.set(name, undefined);
            if (!this.down.has(name)) this.run(name);
        });
    }

    async end(): Promise<void> {
        for (const name of this.children.keys()) await this.halt(name);
        await until("no program runs", () => [...this.children.values()].every(child => child === undefined));
    }
}

/** T: it was stopped by a signal. Undefined where there is none. */
const stateOf = (pid: number) => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];

const files = { old: Buffer.from("the file of the first release"), new: Buffer.from("the file of the second release") };
const west = "local:eu-west";
const place = { place: west, program: "store-west", host: "127.0.0.1", port: 1, name: "store", data: "data" };

describe("failures on this machine", () => {
    let root: string;
    let supervisor: Supervisor;
    const at = (...names: readonly string[]) => path.join(root, ...names);
    const server = (program: string, model: string, version: "old" | "new", percent: number) => ({
        ...{ program, model, version, percent, digest: sha256(files[version]), artifact: `${program}.onnx` },
    });
    const region = (short: string, servers: readonly object[]) => ({
        region: `local:${short}`,
        programs: [`gate-${short}`, ...servers.map(one => (one as { program: string }).program)],
        servers,
    });
    const servers = [server("a", "screening", "old", 90), server("b", "screening", "new", 10)];
    const idle = server("c", "screening", "old", 0);
    const other = server("d", "other", "old", 100);

    /** What `plan` reads of a stack. */
    const stack = ({ hasStore = true, of = [...servers, idle, other] } = {}) =>
        ({
            ...{ project: root, root, supervisor },
            watched: {
                cells: [
                    {
                        name: "eu",
                        regions: [region("eu-west", of), region("eu-north", [server("e", "screening", "old", 100)])],
                        ...(hasStore && {
                            store: {
                                observer: "observer",
                                places: [
                                    { ...place, configuration: "store.conf" },
                                    { ...place, place: "local:eu-north", program: "store-north" },
                                ],
                            },
                        }),
                    },
                ],
            },
        }) as unknown as StackFiles;
    const failure = (drill: DrillName): Failure => ({
        ...{ drill, cell: "eu" },
        ...(drill === "cell-down" ? {} : { region: west }),
    });
    const placeOf = () => ({ root, supervisor: supervisor as unknown as SupervisorClient });
    /** Plans, and has the entry as an undoing process reads it: from a file. */
    async function planned(drill: DrillName, of = stack()) {
        const { entry, ...said } = await failureKinds[drill].plan(of, failure(drill));
        return { entry: JSON.parse(JSON.stringify(entry)) as unknown, said };
    }

    before(function () {
        // The state of a process is read from /proc.
        if (process.platform !== "linux") this.skip();
    });
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "meridian-failures-"));
        supervisor = new Supervisor([
            "a",
            "b",
            "c",
            "d",
            "e",
            "gate-eu-west",
            "gate-eu-north",
            "store-west",
            "store-north",
        ]);
        for (const { artifact, version } of [...servers, idle, other]) writeFileSync(at(artifact), files[version]);
        mkdirSync(at("data"));
        writeFileSync(at("data", "block"), "what is stored");
    });
    afterEach(async () => {
        await supervisor.end();
        rmSync(root, { recursive: true, force: true });
    });

    const isDown = async (name: string) =>
        (await supervisor.programs()).find(one => one.name === name)?.statename === "STOPPED";

    describe("of a region or a cell", () => {
        it("end and begin again all of its programs, and no others", async () => {
            for (const [drill, down, up] of [
                [
                    "region-down",
                    ["gate-eu-west", "a", "b", "c", "d"],
                    ["gate-eu-north", "e", "store-west", "store-north"],
                ],
                [
                    "cell-down",
                    ["gate-eu-west", "a", "b", "c", "d", "gate-eu-north", "e", "store-west", "store-north"],
                    [],
                ],
            ] as const) {
                const { entry, said } = await planned(drill);
                assert.match(said.what, new RegExp(`killed the ${down.length} processes`));
                const before = up.map(name => supervisor.pidOf(name));
                const going = await failureKinds[drill].begin(placeOf(), entry);
                for (const name of down) assert.ok(await isDown(name), `${name} is down`);
                assert.deepEqual(
                    up.map(name => supervisor.pidOf(name)),
                    before,
                );
                await going.end();
                for (const name of down) assert.ok(!(await isDown(name)), `${name} is up`);
            }
        });
    });

    describe("of servers that stand still", () => {
        const real = globalThis.setTimeout;
        /** Timers of the failure, which waits for many seconds. */
        let timers: { readonly run: () => void; readonly ms: number }[];
        const next = () => timers.shift()!;
        const states = (...names: readonly string[]) =>
            names.map(name => (stateOf(supervisor.pidOf(name)) === "T" ? "stopped" : "running"));
        const all = (state: string) =>
            until(`all are ${state}`, () => states("a", "b", "c", "d").every(one => one === state));

        beforeEach(() => {
            timers = [];
        });
        afterEach(() => {
            globalThis.setTimeout = real;
        });
        /** Timers are caught only while the failure sets them: `until` needs its own. */
        function caught<T>(act: () => T): T {
            globalThis.setTimeout = ((run: () => void, ms: number) => {
                const timer = { run, ms };
                timers.push(timer);
                return { [Symbol.toPrimitive]: () => 0 };
            }) as never;
            try {
                return act();
            } finally {
                globalThis.setTimeout = real;
            }
        }

        it("stop and continue the servers of the region's models in turn, whose times are listed", async () => {
            const { entry, said } = await planned("slow-region");
            assert.match(said.what, /^has 4 servers of models in local:eu-west stand still for 7 s, and go on for 3 s/);
            const going = await caught(() => failureKinds["slow-region"].begin(placeOf(), entry));
            await all("stopped");
            assert.deepEqual(states("e", "gate-eu-west", "store-west"), ["running", "running", "running"]);
            const [open] = going.spells!();
            assert.equal(going.spells!().length, 1);
            const first = next();
            assert.equal(first.ms, 7_000);
            caught(first.run);
            await all("running");
            const [closed] = going.spells!();
            assert.ok(closed!.until >= open!.until && closed!.from === open!.from);
            const second = next();
            assert.equal(second.ms, 3_000);
            caught(second.run);
            await all("stopped");
            const both = going.spells!();
            assert.equal(both.length, 2);
            // What has ended stays as it was.
            assert.deepEqual(both[0], closed);
            assert.ok(both[1]!.from >= closed!.until && both[1]!.until >= both[1]!.from);
            await going.end();
            await all("running");
            const ended = going.spells!();
            await until("time passes", () => performance.now() > ended[1]!.until + 1);
            assert.deepEqual(going.spells!(), ended);
        });

        it("set no more timers once they have ended", async () => {
            const { entry } = await planned("slow-region");
            const going = await failureKinds["slow-region"].begin(placeOf(), entry);
            const timeouts = () => process.getActiveResourcesInfo().filter(one => one === "Timeout").length;
            const before = timeouts();
            await going.end();
            assert.ok(timeouts() < before);
        });

        it("leave out a server that is down, and a process that has the number of another one since", async () => {
            await supervisor.halt("b");
            await until("it is down", () => isDown("b"));
            const { entry, said } = await planned("slow-region");
            assert.match(said.what, /^has 3 servers/);
            const { processes } = entry as { processes: { pid: number; startedAt: string }[] };
            const foreign = { pid: supervisor.pidOf("e"), startedAt: "before" };
            const going = await caught(() =>
                failureKinds["slow-region"].begin(placeOf(), { processes: [...processes, foreign] }),
            );
            await until("one is stopped", () => states("a")[0] === "stopped");
            assert.deepEqual(states("e"), ["running"]);
            await going.end();
        });

        it("are undone by another process, from what is written down", async () => {
            const { entry } = await planned("slow-region");
            await caught(() => failureKinds["slow-region"].begin(placeOf(), entry));
            await all("stopped");
            await failureKinds["slow-region"].undo(placeOf(), entry);
            await all("running");
        });
    });

    describe("of a server that crashes", () => {
        it("kill the newest release that answers, each time that it is back, until they end", async function () {
            this.timeout(20_000);
            const { entry, said } = await planned("bad-release");
            assert.deepEqual(said.release, { model: "screening", version: "new" });
            const others = ["a", "c", "d", "e"].map(name => supervisor.pidOf(name));
            const going = await failureKinds["bad-release"].begin(placeOf(), entry);
            await until("it was killed", () => supervisor.starts.get("b") === 2, 5_000);
            const back = performance.now();
            // A supervisor that does not answer for a moment is no end of it.
            supervisor.isThere = false;
            await until("it was looked for twice in vain", () => supervisor.missed > 1, 5_000);
            supervisor.isThere = true;
            await until("it was killed again", () => supervisor.starts.get("b") === 3, 10_000);
            // It lived long enough to be ready and to answer.
            assert.ok(performance.now() - back > 1_000);
            await going.end();
            const pid = supervisor.pidOf("b");
            assert.ok(pid > 0);
            // Longer than it let one live: what does not happen can't be waited for.
            await new Promise(resolve => setTimeout(resolve, 1_600));
            assert.equal(supervisor.pidOf("b"), pid);
            assert.deepEqual(
                ["a", "c", "d", "e"].map(name => supervisor.pidOf(name)),
                others,
            );
        });
    });

    describe("of a server that crashes, once they end,", () => {
        it("wait for the last crash, and only then start the server, also where it is down", async () => {
            const { entry } = await planned("bad-release");
            const { programs } = supervisor;
            const waiting: (() => void)[] = [];
            supervisor.programs = async () => {
                await new Promise<void>(resolve => waiting.push(resolve));
                return programs();
            };
            const going = await failureKinds["bad-release"].begin(placeOf(), entry);
            await until("it looks at the programs", () => waiting.length === 1);
            const ended = going.end();
            await new Promise(resolve => setImmediate(resolve));
            // A start before the last look would be undone by the crash after it.
            assert.equal(waiting.length, 1);
            await supervisor.halt("b");
            supervisor.programs = programs;
            waiting[0]!();
            await ended;
            assert.ok(!(await isDown("b")));
        });

        it("are undone with the server up", async () => {
            const { entry } = await planned("bad-release");
            await supervisor.halt("b");
            await until("it is down", () => isDown("b"));
            await failureKinds["bad-release"].undo(placeOf(), entry);
            assert.ok(!(await isDown("b")));
        });
    });

    describe("of a release's file", () => {
        const file = () => readFileSync(at("b.onnx"));

        it("put another release's file in its place while its server is down", async () => {
            const { entry, said } = await planned("corrupt-artifact");
            assert.deepEqual(said.release, { model: "screening", version: "new" });
            const found: string[] = [];
            supervisor.onStart = name => {
                if (name === "b") found.push(file().toString());
            };
            const going = await failureKinds["corrupt-artifact"].begin(placeOf(), entry);
            assert.equal(found.at(-1), files.old.toString());
            assert.ok(!(await isDown("b")));
            // The cell's store has it: the server gets it from there.
            await going.end();
            assert.deepEqual(file(), files.old);
            await failureKinds["corrupt-artifact"].undo(placeOf(), entry);
            assert.deepEqual(file(), files.new);
            assert.ok(!existsSync(at("b.onnx.before-drill")));
        });

        it("flip bits of it where there is no other release, and put it back where no store has it", async () => {
            const alone = stack({ hasStore: false, of: [servers[1]!, other] });
            const { entry } = await planned("corrupt-artifact", alone);
            const going = await failureKinds["corrupt-artifact"].begin(placeOf(), entry);
            const spoilt = file();
            assert.equal(spoilt.length, files.new.length);
            assert.equal([...spoilt].filter((byte, i) => byte !== files.new[i]).length, 1);
            await going.end();
            assert.deepEqual(file(), files.new);
        });

        it("leave a file that the server has got again, and remove the copy", async () => {
            const { entry } = await planned("corrupt-artifact");
            await failureKinds["corrupt-artifact"].begin(placeOf(), entry);
            writeFileSync(at("b.onnx"), files.new);
            const { ino } = statSync(at("b.onnx"));
            await failureKinds["corrupt-artifact"].undo(placeOf(), entry);
            assert.equal(statSync(at("b.onnx")).ino, ino);
            assert.ok(!existsSync(at("b.onnx.before-drill")));
        });

        it("leave no copy once they are settled, and start a server that is down once undone", async () => {
            const { entry } = await planned("corrupt-artifact");
            await failureKinds["corrupt-artifact"].begin(placeOf(), entry);
            await failureKinds["corrupt-artifact"].settle!(placeOf(), entry);
            assert.ok(!existsSync(at("b.onnx.before-drill")));
            await failureKinds["corrupt-artifact"].settle!(placeOf(), entry);
            await supervisor.halt("b");
            await until("it is down", () => isDown("b"));
            await failureKinds["corrupt-artifact"].undo(placeOf(), entry);
            assert.ok(!(await isDown("b")));
        });
    });

    describe("of a store's disk", () => {
        it("give the server an empty directory while it is down, and keep what it had until they are settled", async () => {
            const { entry } = await planned("lost-store");
            const going = await failureKinds["lost-store"].begin(placeOf(), entry);
            assert.ok(await isDown("store-west"));
            assert.ok(!(await isDown("store-north")));
            assert.deepEqual(readdirSync(at("data")), []);
            assert.equal(statSync(at("data")).mode & 0o777, 0o700);
            assert.deepEqual(readdirSync(at("data.before-drill")), ["block"]);
            await going.end();
            assert.ok(!(await isDown("store-west")));
            // Half of it, which an earlier one left as it was ended.
            mkdirSync(at("data.before-drill.dropped"));
            writeFileSync(at("data.before-drill.dropped", "half"), "");
            await failureKinds["lost-store"].settle!(placeOf(), entry);
            assert.deepEqual(
                readdirSync(root).filter(name => name.startsWith("data")),
                ["data"],
            );
            // To settle twice, or to undo what is settled, leaves the server's new data.
            writeFileSync(at("data", "new"), "");
            await failureKinds["lost-store"].settle!(placeOf(), entry);
            await failureKinds["lost-store"].undo(placeOf(), entry);
            assert.deepEqual(readdirSync(at("data")), ["new"]);
        });

        it("are undone while the server is down, so that it does not write to what is put back", async () => {
            const { entry } = await planned("lost-store");
            const going = await failureKinds["lost-store"].begin(placeOf(), entry);
            await going.end();
            let there: string[] = [];
            supervisor.onStart = () => {
                there = readdirSync(at("data"));
            };
            const starts = supervisor.starts.get("store-west")!;
            await failureKinds["lost-store"].undo(placeOf(), entry);
            assert.equal(supervisor.starts.get("store-west"), starts + 1);
            assert.deepEqual(there, ["block"]);
            assert.ok(!existsSync(at("data.before-drill")));
        });

        it("are undone where no supervisor runs", async () => {
            const { entry } = await planned("lost-store");
            await failureKinds["lost-store"].begin(placeOf(), entry);
            supervisor.isThere = false;
            await failureKinds["lost-store"].undo(placeOf(), entry);
            assert.deepEqual(readdirSync(at("data")), ["block"]);
        });
    });

    describe("of the network of a store", () => {
        const configuration = {
            port: 1,
            cluster: { name: "eu", authorization: { user: "u", password: "p" }, routes: ["r"] },
        };
        const now = Date.now;

        afterEach(() => {
            Date.now = now;
        });

        it("take a server's routes and its cluster's password, and put both back, which it reads each time", async () => {
            writeFileSync(at("store.conf"), JSON.stringify(configuration));
            const { entry, said } = await planned("partition");
            assert.equal(said.what, `cut the store's server in ${west} off from the 1 others`);
            const begun = failureKinds.partition.begin(placeOf(), entry);
            const failed = assert.rejects(begun, /still reaches others after 15 s/);
            await until("it has read it", () => supervisor.hups.get("store-west") === 1);
            const { cluster, ...rest } = JSON.parse(readFileSync(at("store.conf"), "utf8")) as typeof configuration;
            assert.deepEqual([rest, cluster.name, cluster.routes], [{ port: 1 }, "eu", []]);
            assert.equal(cluster.authorization.user, "u");
            assert.match(cluster.authorization.password, /^[0-9a-f]{48}$/);
            // No store answers here that could say that it is alone: what it does then is to fail in time.
            Date.now = () => now() + 16_000;
            await failed;
            Date.now = now;
            await until("it runs again", async () => !(await isDown("store-west")));
            const read: unknown[] = [];
            supervisor.onStart = () => read.push(JSON.parse(readFileSync(at("store.conf"), "utf8")));
            await failureKinds.partition.undo(placeOf(), entry);
            assert.deepEqual(JSON.parse(readFileSync(at("store.conf"), "utf8")), configuration);
            await until("it has read it again", () => supervisor.hups.get("store-west") === 2);
            assert.deepEqual(read, [configuration]);
            assert.equal(supervisor.hups.get("store-north"), undefined);
            assert.ok(!existsSync(at("store.conf.before-drill")));
        });

        it("are undone as often as that is tried, and where no supervisor runs", async () => {
            const { entry } = await planned("partition");
            const cutOff = JSON.stringify({ ...configuration, cluster: { ...configuration.cluster, routes: [] } });
            writeFileSync(at("store.conf"), cutOff);
            writeFileSync(at("store.conf.before-drill"), JSON.stringify(configuration));
            supervisor.isThere = false;
            for (let i = 0; i < 2; i++) await failureKinds.partition.undo(placeOf(), entry);
            assert.deepEqual(JSON.parse(readFileSync(at("store.conf"), "utf8")), configuration);
            assert.equal(supervisor.hups.get("store-west"), undefined);
            // The process that put it back may have ended before the server read it.
            supervisor.isThere = true;
            await failureKinds.partition.undo(placeOf(), entry);
            await until("it has read it", () => supervisor.hups.get("store-west") === 1);
        });
    });
});
