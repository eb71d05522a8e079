import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import * as pulumi from "@pulumi/pulumi";

import type { ServerInput } from "../../../../components/plan/config/server";
import { parseEnvironment } from "../../../../runtime/fetch/environment";
import { pinnedImage } from "../../../support/images";
import { digest } from "../../plan/screening";
import { type Made, madeOf } from "./made";

interface Container {
    readonly name: string;
    readonly image: string;
    readonly restartPolicy?: string;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
    readonly livenessProbe?: { readonly initialDelaySeconds?: number };
    readonly lifecycle?: object;
    readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
    readonly volumeMounts: readonly { readonly mountPath: string; readonly readOnly?: boolean }[];
}

interface Spec {
    readonly progressDeadlineSeconds?: number;
    readonly template: {
        readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
        readonly spec: {
            readonly terminationGracePeriodSeconds: number;
            readonly initContainers: readonly Container[];
            readonly containers: readonly Container[];
        };
    };
}

const irises: ServerInput = {
    protocol: "oip-http",
    image: pinnedImage("team/mlserver", "{region}.registry.example.com"),
    command: ["mlserver", "start", "$(WORK_DIRECTORY)", "a$(b"],
    port: 8080,
    startSeconds: 900,
    env: { MLSERVER_MODEL_URI: "$(MODEL_PATH)", LITERAL: "$$(PORT)" },
    modelPath: "models/irises/1/model.joblib",
};
const chat: ServerInput = {
    protocol: "openai",
    image: pinnedImage("vllm"),
    port: 8000,
    unpack: "tar",
    secrets: { HF_TOKEN: { secret: "hugging-face" }, API_KEY: { secret: "chat-key" } },
};

const modelOf = (name: string, server: ServerInput) => ({
    name,
    releases: {
        "1.0.0": {
            artifact: `https://models.example.com/${name}`,
            digest: digest(name === "chat" ? "c" : "1"),
            server,
        },
    },
    traffic: [{ version: "1.0.0", percent: 100 }],
});

describe("custom servers in pods", () => {
    let made: readonly Made[];
    const of = (kind: string, name: string) =>
        made.find(
            ({ inputs, kind: found, region }) =>
                found === kind && region === "fra" && (inputs.metadata as { name?: string }).name === name,
        )!.inputs;
    const specOf = (model: string) => of("Deployment", `${model}-1-0-0`).spec as Spec;
    const containersOf = (model: string) => {
        const { containers, initContainers } = specOf(model).template.spec;
        return Object.fromEntries([...initContainers, ...containers].map(one => [one.name, one]));
    };
    const variablesOf = ({ env = [] }: Container) =>
        Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));

    before(async () => {
        pulumi.runtime.setAllConfig({ "secrets:hugging-face": "hf_0123456789", "secrets:chat-key": "sk-0123456789" });
        made = await madeOf({ models: [modelOf("irises", irises), modelOf("chat", chat)], serving: { cpu: 2 } });
    });

    it("start before the Envoy that takes requests, and end after it", () => {
        const { containers, initContainers } = specOf("irises").template.spec;
        assert.deepEqual(
            initContainers.map(({ name, restartPolicy }) => [name, restartPolicy]),
            [
                ["fetch", undefined],
                ["work", undefined],
                ["server", "Always"],
            ],
        );
        assert.deepEqual(
            containers.map(({ name, lifecycle }) => [name, lifecycle]),
            [["irises-1-0-0", { preStop: { sleep: { seconds: 35 } } }]],
        );
    });

    it("find the release under its digest, where they can't change it, and at modelPath in a directory of their own", () => {
        const { fetch, server, work } = containersOf("irises") as Record<string, Container>;
        const { digest: expected, file } = parseEnvironment(variablesOf(fetch!));
        assert.equal(file, `/release/${expected.slice("sha256:".length)}`);
        assert.deepEqual(work!.command!.slice(-2), ["/tmp/models/irises/1/model.joblib", file]);
        assert.equal(variablesOf(server!).MODEL_PATH, "/tmp/models/irises/1/model.joblib");
        const writable = server!.volumeMounts.filter(({ readOnly }) => readOnly !== true);
        assert.deepEqual(
            writable.map(({ mountPath }) => mountPath),
            ["/tmp", "/dev/shm"],
        );
        assert.ok(server!.securityContext.readOnlyRootFilesystem);
        assert.equal(containersOf("chat").work, undefined);
        assert.equal(parseEnvironment(variablesOf(containersOf("chat").fetch!)).unpack, "tar");
    });

    it("run the image as the region pulls it, with texts that Kubernetes does not expand once more", () => {
        const server = containersOf("irises").server!;
        assert.equal(server.image, pinnedImage("team/mlserver", "fra-onprem.registry.example.com"));
        assert.deepEqual([server.command, server.args], [["mlserver"], ["start", "/tmp", "a$$(b"]]);
        const { HOME, HOST, LITERAL, MLSERVER_MODEL_URI, PORT } = variablesOf(server);
        assert.deepEqual([HOME, HOST, PORT, LITERAL], ["/tmp", "127.0.0.1", "8080", "$$(PORT)"]);
        assert.equal(MLSERVER_MODEL_URI, "/tmp/models/irises/1/model.joblib");
        assert.deepEqual(
            [containersOf("chat").server!.command, containersOf("chat").server!.args],
            [undefined, undefined],
        );
    });

    it("have as long to start as startSeconds, and end once streams have", () => {
        const irises = specOf("irises");
        assert.equal(irises.progressDeadlineSeconds, 1500);
        assert.equal(containersOf("irises").server!.livenessProbe!.initialDelaySeconds, 900);
        const { args } = containersOf("irises")["irises-1-0-0"]!;
        assert.match(args![1]!, /\$\(date \+%s\) \+ 900\)/);
        assert.deepEqual(
            [irises, specOf("chat")].map(({ template }) => template.spec.terminationGracePeriodSeconds),
            [75, 3645],
        );
    });

    it("have an Envoy that admits the gate of their region alone, and answers checks in plain text", () => {
        const { SIDECAR } = variablesOf(containersOf("irises")["irises-1-0-0"]!);
        const text = gunzipSync(Buffer.from(SIDECAR!, "base64")).toString();
        assert.match(text, /"principal_name":\{"exact":"fra-onprem\.eu\.screening\.example\.com"\}/);
        assert.match(text, /"address":"127\.0\.0\.1","port_value":8080/);
        const { listeners } = (
            JSON.parse(text) as {
                static_resources: { listeners: { filter_chains: { transport_socket?: object }[] }[] };
            }
        ).static_resources;
        assert.deepEqual(
            listeners.map(({ filter_chains }) => filter_chains.map(one => one.transport_socket !== undefined)),
            [[true], [false]],
        );
    });

    it("get secrets by reference, in an object that another value replaces", () => {
        const { env } = containersOf("chat").server!;
        const secrets = env!.flatMap(({ name, valueFrom }) => (valueFrom === undefined ? [] : [[name, valueFrom]]));
        const secret = made.find(({ inputs, kind }) => kind === "Secret" && inputs.immutable === true)!;
        // As the engine passes secrets on.
        const { value } = secret.inputs.stringData as { readonly value: object };
        assert.deepEqual(Object.keys(value).sort(), ["API_KEY", "HF_TOKEN"]);
        assert.deepEqual(
            secrets.map(([name, from]) => [name, (from as { secretKeyRef: { key: string } }).secretKeyRef.key]),
            [
                ["HF_TOKEN", "HF_TOKEN"],
                ["API_KEY", "API_KEY"],
            ],
        );
        const other = made.filter(({ inputs }) => inputs !== secret.inputs && inputs.immutable !== true);
        assert.ok(!JSON.stringify(other).includes('0123456789"'));
    });
});
