import assert from "node:assert/strict";

import { imageUser } from "../../../../tools/image-contract";
import { copiedSettings } from "../../../contract/adapters/kubernetes";
import { digest } from "../../plan/screening";
import { type Made, madeOf, withTables, ofOnesOwn } from "./made";
import { type Pod, podsIn, refusalsOf } from "./pods-in";

const nameOf = ({ inputs }: Made) => (inputs as { metadata?: { name?: string } }).metadata?.name ?? "";

/** A model with a custom server, and one with the runtime's. */
const models = [
    ofOnesOwn,
    {
        name: "screening",
        releases: { "1.0.0": { artifact: "https://models.example.com/1.onnx", digest: digest("2") } },
        traffic: [{ version: "1.0.0", percent: 100 }],
    },
];

describe("every pod of a service in clusters", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);
    let made: readonly Made[];
    let pods: readonly Pod[];

    before(async () => {
        const change = withTables({ backup: { everyHours: 6, retainDays: 10 } });
        made = await madeOf({
            ...change,
            models,
            kubernetes: { ...change.kubernetes, store: copiedSettings },
            observability: { home: "kubernetes:lis-onprem", slo: { availability: 0.999 } },
        });
        pods = made.flatMap(one => podsIn(`${one.kind} ${nameOf(one)} in ${one.region}`, one.inputs));
    });

    it("is found here: of Deployments, StatefulSets, Jobs and CronJobs, with what starts before servers", () => {
        const kinds = new Set(pods.map(({ of }) => of.split(" ")[0]!));
        assert.deepEqual([...kinds].sort(), ["CronJob", "Deployment", "Job", "StatefulSet"]);
        const withInit = pods.filter(({ initContainers = [] }) => initContainers.length > 0);
        // Gates of a cell with tables have a keeper.
        const begun = ["gate", "irises-1-0-0", "screening-1-0-0"];
        assert.deepEqual(
            withInit.map(({ of }) => of).sort(),
            begun.flatMap(name => ["fra", "lis"].map(region => `Deployment ${name} in ${region}`)),
        );
        for (const each of ["store", "tables", "hub", "watcher", "backup", "restore", "gate", "region"]) {
            assert.ok(
                pods.some(({ of }) => of.split(" ")[1] === each),
                `${each}: ${pods.map(({ of }) => of).join(", ")}`,
            );
        }
    });

    it("runs as the user of the images, which is not root, with the system calls that its runtime allows by default", () => {
        for (const { of, securityContext } of pods) {
            assert.deepEqual(
                securityContext,
                {
                    runAsNonRoot: true,
                    runAsUser: imageUser,
                    runAsGroup: imageUser,
                    fsGroup: imageUser,
                    fsGroupChangePolicy: "OnRootMismatch",
                    seccompProfile: { type: "RuntimeDefault" },
                },
                of,
            );
        }
    });

    it("has containers that can gain no rights, have no capabilities, and can't write to their image", () => {
        for (const { containers, initContainers = [], of } of pods) {
            for (const { name, securityContext } of [...initContainers, ...containers]) {
                assert.deepEqual(
                    securityContext,
                    {
                        allowPrivilegeEscalation: false,
                        readOnlyRootFilesystem: true,
                        capabilities: { drop: ["ALL"] },
                    },
                    `${name} of ${of}`,
                );
            }
        }
    });

    it("ends no pod of others where the cluster is full, also where all requests need it", () => {
        const classes = made.filter(({ kind }) => kind === "PriorityClass");
        assert.equal(classes.length, 3);
        for (const { inputs } of classes) assert.equal(inputs.preemptionPolicy, "Never");
    });
});

describe("a pod that an API server would refuse", () => {
    const mount = (name: string, mountPath: string) => ({ name, mountPath });
    const reasonsFor = (object: object) => podsIn("it", object).flatMap(refusalsOf);

    it("mounts no volume of its own, or two at one path, in what starts before servers, too", () => {
        const containers = [{ name: "a", volumeMounts: [mount("v", "/v"), mount("w", "/v")] }];
        const initContainers = [{ name: "b", volumeMounts: [mount("x", "/x")] }];
        assert.deepEqual(reasonsFor({ spec: { template: { containers, initContainers, volumes: [{ name: "v" }] } } }), [
            "it: b mounts x, which is no volume",
            "it: a mounts w, which is no volume",
            "it: a mounts two at /v",
        ]);
    });

    it("has two volumes or two containers of one name", () => {
        const [volumes, containers] = [["v", "v"], ["a"]].map(names => names.map(name => ({ name })));
        assert.deepEqual(reasonsFor({ containers, initContainers: containers, volumes }), [
            "it: two volumes v",
            "it: two containers a",
        ]);
    });

    it("is none that mounts a claim of its StatefulSet", () => {
        const containers = [{ name: "a", volumeMounts: [mount("data", "/data")] }];
        const volumeClaimTemplates = [{ metadata: { name: "data" } }];
        assert.deepEqual(reasonsFor({ volumeClaimTemplates, template: { spec: { containers } } }), []);
    });
});
