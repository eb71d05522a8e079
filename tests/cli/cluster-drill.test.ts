import assert from "node:assert/strict";
import { hostname } from "node:os";

import { rehearsableOf } from "../../cli/clusters/drills";
import type { CellInClusters } from "../../cli/clusters/drills/clusters";
import { impossible } from "../../cli/clusters/drills/failures";
import { drop, lose, restore } from "../../cli/clusters/drills/failures/volume";
import { orderOf } from "../../cli/drill/order";
import { ProjectError } from "../../cli/exit";
import type { RegionRef } from "../../components/plan/places/catalogue";
import { type DrillName, drillNames } from "../../components/watch/drills/drills";
import type { Failure, RunningStack } from "../../components/watch/drills/operations";
import type { DrillSummary } from "../../components/watch/state";
import { identify } from "../../tools/process-identity";
import { until } from "../support/until";

const [fra, lis, hel] = ["kubernetes:fra", "kubernetes:lis", "kubernetes:hel"] as const;

/**
 * Stands for `kubectl` in a namespace: what it has of workloads, pods and ConfigMaps, in the order of what was asked. That API servers and nodes
 * do so, and what becomes of requests then, `tests/kubernetes` proves.
 */
class Namespace {
    readonly asked: string[] = [];
    isReachable = true;
    record: Record<string, string> | undefined;
    /** What the hub shows of drills; undefined where the stack is of an older version. */
    results: Record<string, string> | undefined = {};
    /** By name, with how many of them are ready. */
    readonly workloads: Record<string, { replicas: number; ready: number }> = {
        "deployment/gate": { replicas: 2, ready: 2 },
        "deployment/screening-1-0-0": { replicas: 3, ready: 3 },
        "statefulset/store": { replicas: 1, ready: 1 },
    };
    pods: string[] = [];
    /** What objects of KEDA say, by name. */
    scheduled: Record<string, string | undefined> = {};
    refuses: string | undefined;

    constructor(private readonly all: string[]) {}

    askFor = (_: number, ...command: readonly string[]): Promise<string> => this.ask(...command);

    ask = (...command: readonly string[]): Promise<string> => {
        if (this.refuses === command[0]) return Promise.reject(new ProjectError("forbidden"));
        if (!this.isReachable) return Promise.reject(new ProjectError("Unable to connect to the server"));
        const line = command.join(" ");
        this.asked.push(line);
        this.all.push(line);
        return new Promise(resolve => {
            resolve(this.answer(command));
        });
    };

    private scheduledObjects() {
        return Object.entries(this.scheduled).map(([name, said]) => ({
            metadata: { name, annotations: said === undefined ? {} : { [paused]: said } },
        }));
    }

    private answer([verb, ...rest]: readonly string[]): string {
        const value = (name: string) => rest.find(word => word.startsWith(`${name}=`))?.slice(name.length + 1);
        switch (verb) {
            case "get":
                if (rest[0] === "configmap") {
                    const data = rest[1] === "drills" ? this.results : this.record;
                    return data ? JSON.stringify({ data }) : "";
                }
                if (rest[0] === "scaledobjects.keda.sh") return JSON.stringify({ items: this.scheduledObjects() });
                if (rest[0] === "pods" && rest.at(-1) === "name") return this.pods.map(pod => `pod/${pod}\n`).join("");
                if (rest[0] === "pods") return JSON.stringify({ items: this.pods.map(readyPod) });
                return JSON.stringify({ items: Object.entries(this.workloads).map(workload) });
            case "create":
                if (this.record) throw new ProjectError('Error from server (AlreadyExists): configmaps "drill"');
                this.record = { owner: value("--from-literal")!.replace(/^owner=/, "") };
                return "";
            case "patch": {
                const { data } = JSON.parse(rest.at(-1)!) as { data: Record<string, string | null> };
                const changed = (rest[1] === "drills" ? this.results : this.record)!;
                for (const [key, value] of Object.entries(data)) {
                    if (value === null) Reflect.deleteProperty(changed, key);
                    else changed[key] = value;
                }
                return "";
            }
            case "scale":
                for (const name of rest.slice(1)) {
                    const count = Number(value("--replicas"));
                    this.workloads[name] = { replicas: count, ready: count };
                }
                return "";
            case "delete":
                if (rest[0] === "configmap") this.record = undefined;
                else this.pods = this.pods.filter(pod => !rest.includes(pod));
                return "";
            case "annotate": {
                const [, name = "", said = ""] = rest;
                this.scheduled[name] = said.endsWith("-") ? undefined : said.split("=")[1];
                return "";
            }
            default:
                return "";
        }
    }
}

const paused = "autoscaling.keda.sh/paused-replicas";

const workload = ([name, { ready, replicas }]: [string, { replicas: number; ready: number }]) => {
    const [kind, own] = name.split("/");
    const status = ready === 0 ? {} : { readyReplicas: ready };
    return {
        kind: kind === "deployment" ? "Deployment" : "StatefulSet",
        metadata: { name: own },
        spec: { replicas },
        status,
    };
};
const readyPod = (name: string) => ({
    metadata: { name },
    status: { conditions: [{ type: "Ready", status: "True" }] },
});

/** A cell of two regions and a place of backups, whose hub is in `fra`. */
function cellNamed(name: string, hours: readonly object[] = [], hosting = "container") {
    const all: string[] = [];
    const namespaces: Record<RegionRef, Namespace> = Object.fromEntries(
        [fra, lis, hel].map(place => [place, new Namespace(all)]),
    );
    const reported: string[] = [];
    const releases = [
        { version: "1.0.0", weight: 90 },
        { version: "2.0.0", weight: 10 },
        { version: "3.0.0", weight: 0 },
    ];
    const cell = {
        plan: {
            cell: { name, regions: [fra, lis], primary: fra, backup: hel },
            servings: [fra, lis].map(region => ({
                region,
                models: [{ name: "screening", releases }],
                hosting: { hosting, hours },
            })),
            store: { tables: [] },
        },
        service: "risk",
        home: fra,
        places: [fra, lis, hel],
        kubectl: (place: RegionRef) => namespaces[place]!,
        watcher: (region: RegionRef) => ({
            ask: (method: string, at: string, body: object) => {
                reported.push(`${region} ${method} ${at} ${JSON.stringify(body)}`);
                return Promise.resolve({ status: "200", text: "" });
            },
        }),
    } as unknown as CellInClusters;
    return { all, cell, namespaces, reported };
}

const counts = ({ workloads }: Namespace) =>
    Object.entries(workloads).map(([name, { replicas }]) => `${name} ${replicas}`);
const whole = ["deployment/gate 2", "deployment/screening-1-0-0 3", "statefulset/store 1"];
const stack = { cells: [], impossible } as unknown as RunningStack;

describe("drills of cells in clusters", () => {
    let made: ReturnType<typeof cellNamed>;
    let notes: string[];
    const rehearsable = (cells = [made.cell]) => rehearsableOf(cells, cells, stack, text => notes.push(text));
    const begun = async (failure: Failure) => {
        const drilling = rehearsable();
        await drilling.alone(60);
        return drilling.inject(failure);
    };
    const regionDown = { drill: "region-down", cell: "eu", region: lis } as const;
    /** What another one has written. */
    const recorded = (more: object = {}) => {
        const owner = {
            by: "ada",
            host: "another",
            process: { pid: 1, startedAt: "1" },
            until: "2020-01-01T00:00:00Z",
        };
        made.namespaces[fra]!.record = { owner: JSON.stringify({ ...owner, ...more }) };
    };
    beforeEach(() => {
        made = cellNamed("eu");
        notes = [];
    });

    it("take all pods of a region down after it is written down how many there were, and have as many again", async () => {
        const drilling = rehearsable();
        const release = await drilling.alone(60);
        const injected = await drilling.inject(regionDown);
        assert.equal(injected.what, "killed the 6 pods of kubernetes:lis, and keeps them down");
        assert.deepEqual(
            counts(made.namespaces[lis]!).map(one => one.slice(-1)),
            ["0", "0", "0"],
        );
        assert.deepEqual(counts(made.namespaces[fra]!), whole);
        const order = made.all
            .map(line => line.split(" ")[0]!)
            .filter(verb => ["patch", "scale", "delete"].includes(verb));
        assert.deepEqual([...new Set(order)], ["patch", "delete", "scale"]);
        const killed = made.namespaces[lis]!.asked.filter(line => line.startsWith("delete"));
        const selector = "app.kubernetes.io/part-of=risk,app.kubernetes.io/name in (gate,screening-1-0-0,store)";
        assert.equal(killed[0], `delete pods --selector ${selector} --grace-period=1 --wait=false --ignore-not-found`);
        assert.ok(!killed.join().includes("--force"));
        await injected.end();
        assert.deepEqual(counts(made.namespaces[lis]!), whole);
        const before = made.all.filter(line => line.startsWith("scale")).length;
        await injected.undo();
        assert.equal(made.all.filter(line => line.startsWith("scale")).length, before);
        await release();
        assert.equal(made.namespaces[fra]!.record, undefined);
    });

    it("take down what KServe runs, whose pods are not called as their Deployment", async () => {
        made = cellNamed("eu", [], "managed");
        const { workloads } = made.namespaces[lis]!;
        delete workloads["deployment/screening-1-0-0"];
        workloads["deployment/screening-1-0-0-predictor"] = { replicas: 2, ready: 2 };
        const injected = await begun(regionDown);
        const killed = made.namespaces[lis]!.asked.find(line => line.startsWith("delete"));
        assert.match(killed!, /app\.kubernetes\.io\/name in \(gate,store,screening-1-0-0\) /);
        assert.equal(workloads["deployment/screening-1-0-0-predictor"].replicas, 0);
        await injected.end();
        assert.equal(workloads["deployment/screening-1-0-0-predictor"].replicas, 2);
    });

    it("take a whole cell down, with its place of backups", async () => {
        const injected = await begun({ drill: "cell-down", cell: "eu" });
        assert.equal(injected.what, "killed the 18 pods of cell eu, and keeps them down");
        for (const namespace of Object.values(made.namespaces)) assert.ok(!/[1-9](,|$)/.exec(counts(namespace).join()));
        await injected.undo();
        for (const namespace of Object.values(made.namespaces)) assert.deepEqual(counts(namespace), whole);
    });

    it("wait until no pod of a region is left, also of those that come in the place of others", async () => {
        made.namespaces[lis]!.pods = ["late-1", "late-2"];
        await begun(regionDown);
        assert.deepEqual(made.namespaces[lis]!.pods, []);
    });

    it("are undone in all regions where one of them can't be broken", async () => {
        made.namespaces[fra]!.refuses = "delete";
        await assert.rejects(begun({ drill: "cell-down", cell: "eu" }), { message: "forbidden" });
        for (const namespace of Object.values(made.namespaces)) assert.deepEqual(counts(namespace), whole);
    });

    it("keep the record of what could not be put right yet, and try again", async () => {
        const drilling = rehearsable();
        const release = await drilling.alone(60);
        const injected = await drilling.inject(regionDown);
        made.namespaces[lis]!.isReachable = false;
        const undoing = injected.undo();
        await release();
        assert.ok(made.namespaces[fra]!.record?.broken);
        await until("it was reported", () => notes.length > 0);
        assert.match(notes[0]!, /^cell eu is not restored yet, and is tried again: Unable to connect/);
        made.namespaces[lis]!.isReachable = true;
        await undoing;
        assert.deepEqual(counts(made.namespaces[lis]!), whole);
        await release();
        assert.equal(made.namespaces[fra]!.record, undefined);
    });

    it("have KEDA leave a region's pods alone meanwhile, and say what it said before", async () => {
        made = cellNamed("eu", [{}]);
        const { scheduled } = made.namespaces[lis]!;
        Object.assign(scheduled, { "screening-1-0-0": undefined, "screening-2-0-0": "3", another: undefined });
        const injected = await begun(regionDown);
        assert.deepEqual(scheduled, { "screening-1-0-0": "0", "screening-2-0-0": "0", another: undefined });
        const verbs = made.namespaces[lis]!.asked.map(line => line.split(" ")[0]!);
        assert.ok(verbs.indexOf("annotate") < verbs.indexOf("scale"), verbs.join());
        await injected.undo();
        assert.deepEqual(scheduled, { "screening-1-0-0": undefined, "screening-2-0-0": "3", another: undefined });
    });

    it("run one at a time, and a second one is rejected", async () => {
        const us = cellNamed("us");
        const release = await rehearsable().alone(60);
        const said =
            /^.+ rehearses on cell eu from .+, in process \d+, until .+; wait for it to end, or end it with \^C$/;
        await assert.rejects(rehearsable([us.cell, made.cell]).alone(60), { message: said });
        assert.equal(us.namespaces[fra]!.record, undefined);
        await release();
        await (
            await rehearsable().alone(60)
        )();
    });

    it("heal what one has left whose machine is lost, from any other, and say so", async () => {
        await begun(regionDown);
        const { broken } = made.namespaces[fra]!.record!;
        recorded();
        made.namespaces[fra]!.record!.broken = broken!;
        assert.deepEqual(await rehearsable().heal(), [
            "healed kubernetes:lis of cell eu, which a drill region-down by ada had left broken",
        ]);
        assert.deepEqual(counts(made.namespaces[lis]!), whole);
        assert.equal(made.namespaces[fra]!.record, undefined);
        assert.deepEqual(await rehearsable().heal(), []);
    });

    it("heal what a process of this machine has left that is gone, though its time is not over", async () => {
        const [boot] = identify(process.pid)!.startedAt.split(":");
        const gone = { pid: 1, startedAt: `${boot!}:0` };
        recorded({ host: hostname(), process: gone, until: "2999-01-01T00:00:00Z" });
        assert.deepEqual(await rehearsable().heal(), []);
        assert.equal(made.namespaces[fra]!.record, undefined);
    });

    it("leave one alone that may still run on another machine, also on one of the same name", async () => {
        for (const host of ["another", hostname()]) {
            recorded({ host, until: "2999-01-01T00:00:00Z" });
            await assert.rejects(rehearsable().heal(), { message: /^ada rehearses on cell eu from .+, in process 1/ });
        }
        assert.deepEqual(counts(made.namespaces[lis]!), whole);
    });

    it("see a part as well while as many of its pods as there should be are ready, and a cluster that is away", async () => {
        made.namespaces[lis]!.workloads["deployment/gate"]!.ready = 1;
        made.namespaces[fra]!.workloads["statefulset/store"] = { replicas: 0, ready: 0 };
        made.namespaces[hel]!.isReachable = false;
        const seen = await rehearsable().look();
        assert.deepEqual(seen["deployment/gate in kubernetes:lis of cell eu"], {
            ...{ state: "1 of 2 pods are ready", isWell: false },
        });
        assert.deepEqual(seen["deployment/gate in kubernetes:fra of cell eu"], { state: "ready", isWell: true });
        assert.equal(seen["statefulset/store in kubernetes:fra of cell eu"]!.isWell, false);
        assert.deepEqual(seen["kubernetes:hel of cell eu"], { state: "its cluster does not answer", isWell: false });
    });

    it("tell the watchers of all regions that it is a rehearsal", async () => {
        await rehearsable().rehearse(30);
        assert.deepEqual(
            made.reported,
            [fra, lis].map(region => `${region} POST /v1/rehearsal {"seconds":30}`),
        );
    });

    it("have the hub of their cell show what they have found, the last fifty, and nothing else of it", async () => {
        const found = {
            ...{ drill: "region-down", cell: "eu", region: lis, passed: true, rtoSeconds: 4.5 },
            ...{ requests: 900, failed: 2, slow: 0, leaked: 0 },
        };
        const at = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
        for (let day = 1; day <= 52; day++) {
            await rehearsable().publish({ ...found, at: at(day), timeline: [1, 2] } as DrillSummary);
        }
        const results = Object.entries(made.namespaces[fra]!.results!);
        assert.equal(results.length, 50);
        assert.deepEqual(results.at(-1)![0], "2026-02-21T00-00-00.000Z-region-down.json");
        assert.deepEqual(JSON.parse(results.at(-1)![1]), { ...found, at: at(52) });
        assert.ok(results.every(([name]) => /^[-._a-zA-Z0-9]+$/.test(name)));
        assert.ok(!results.some(([name]) => name.startsWith("2026-01-02")));
        assert.deepEqual(made.namespaces[lis]!.results, {});
    });

    it("say what is to be done where the stack is of a version whose hub hears of none", async () => {
        made.namespaces[fra]!.results = undefined;
        const found = { drill: "region-down", cell: "eu", at: "2026-01-01T00:00:00Z", passed: true } as DrillSummary;
        await assert.rejects(rehearsable().publish(found), {
            name: "Error",
            message: /^the cluster of the hub of cell eu has no ConfigMap drills; run `pulumi up` once/,
        });
    });

    it("kill servers of the newest release that answers, as soon as they serve, until it is over", async () => {
        made.namespaces[lis]!.pods = ["a", "b"];
        const injected = await begun({ drill: "bad-release", cell: "eu", region: lis });
        assert.deepEqual(injected.release, { model: "screening", version: "2.0.0" });
        const killed = () => made.namespaces[lis]!.asked.filter(line => line.startsWith("delete pods"));
        await until("both are killed", () => killed().some(line => line.startsWith("delete pods a b ")));
        assert.ok(made.all.some(line => line.includes("--selector app.kubernetes.io/name=screening-2-0-0")));
        await injected.end();
    });

    it("do not pass where no server of the release was there, or could be killed", async () => {
        const badRelease = { drill: "bad-release", cell: "eu", region: lis } as const;
        await assert.rejects(begun(badRelease), {
            message: /^no server of screening 2\.0\.0 is ready in kubernetes:lis/,
        });
        made = cellNamed("eu");
        made.namespaces[lis]!.pods = ["a"];
        made.namespaces[lis]!.refuses = "delete";
        const injected = await begun(badRelease);
        await until("it was tried", () => made.all.filter(line => line.startsWith("get pods")).length > 5);
        await assert.rejects(injected.end(), { message: /^no server of screening-2-0-0 was killed .*: forbidden$/ });
    });

    it("lose a store's volume before its server is kept down, and bring it back, unless it is settled", async () => {
        const injected = await begun({ drill: "lost-store", cell: "eu", region: lis });
        const verbs = () => made.namespaces[lis]!.asked.map(line => line.split(" ")[0]);
        assert.deepEqual([...new Set(verbs())].slice(0, 3), ["exec", "delete", "scale"]);
        assert.ok(made.namespaces[lis]!.asked[0]!.endsWith(lose));
        assert.deepEqual(counts(made.namespaces[lis]!).at(-1), "statefulset/store 0");
        await injected.undo();
        assert.deepEqual(counts(made.namespaces[lis]!), whole);
        assert.ok(made.namespaces[lis]!.asked.at(-1)!.endsWith(restore));
        await injected.settle();
        assert.ok(made.namespaces[lis]!.asked.at(-1)!.endsWith(drop));
    });

    it("leave the record of another drill alone that has begun since", async () => {
        const drilling = rehearsable();
        const release = await drilling.alone(60);
        recorded({ id: "another" });
        await assert.rejects(drilling.inject(regionDown), { message: "another drill has begun on cell eu" });
        await release();
        assert.ok(made.namespaces[fra]!.record);
        assert.deepEqual(counts(made.namespaces[lis]!), whole);
    });

    it("are refused with the reason where a cluster can't do it, before anything is changed", () => {
        for (const drill of Object.keys(impossible) as DrillName[]) {
            assert.throws(() => orderOf(drill, {}, stack), {
                message: `${drill} can't be run on this stack: ${(impossible as Record<string, string>)[drill]!}`,
            });
        }
        assert.equal(drillNames.length - Object.keys(impossible).length, 4);
    });
});
