import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import * as pulumi from "@pulumi/pulumi";

import { Service } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import type { ServerInput } from "../../../../components/plan/config/server";
import { parseEnvironment } from "../../../../runtime/fetch/environment";
import { awsUnderTest } from "../../../contract/adapters/aws";
import { pinnedImage } from "../../../support/images";
import { type Inputs, settled } from "../../../support/mocked-engine";
import { ResourceOptions } from "../../../support/resource-options";
import { digest } from "../../plan/screening";

const registry = "{account}.dkr.ecr.{region}.amazonaws.com";
const account = "111111111111";
const here = `${account}.dkr.ecr.eu-west-1.amazonaws.com`;

interface Container extends Inputs {
    readonly name: string;
    readonly image: string;
    readonly essential: boolean;
    readonly environment?: readonly { readonly name: string; readonly value: string }[];
    readonly dependsOn?: readonly { readonly containerName: string; readonly condition: string }[];
    readonly mountPoints?: readonly Inputs[];
}

const irises: ServerInput = {
    protocol: "oip-http",
    image: pinnedImage("team/mlserver", registry),
    command: ["mlserver", "start", "$(WORK_DIRECTORY)"],
    port: 8080,
    startSeconds: 900,
    env: { MLSERVER_MODEL_URI: "$(MODEL_PATH)", LITERAL: "$$(PORT)" },
    modelPath: "models/irises/1/model.joblib",
};
const chat: ServerInput = {
    protocol: "openai",
    image: pinnedImage("vllm", "222222222222.dkr.ecr.{region}.amazonaws.com"),
    port: 8000,
    unpack: "tar",
    secrets: { HF_TOKEN: { secret: "hugging-face" }, API_KEY: { secret: "chat-key" } },
};

const modelOf = (name: string, server: ServerInput) => ({
    name,
    releases: { "1.0.0": { artifact: `s3://models/${name}`, digest: digest(name === "chat" ? "c" : "1"), server } },
    traffic: [{ version: "1.0.0", percent: 100 }],
});

describe("custom servers on ECS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);
    const made = new Map<string, Inputs>();
    const options = new ResourceOptions();
    const of = (type: string, name: string) => made.get(`${type} forecast-eu-eu-west-1${name}`)!;
    const containersOf = (model: string) => {
        const all = JSON.parse(String(of("TaskDefinition", `-${model}-1-0-0`).containerDefinitions)) as Container[];
        return Object.fromEntries(all.map(container => [container.name, container])) as Record<string, Container>;
    };
    const variablesOf = ({ environment = [] }: Container) =>
        Object.fromEntries(environment.map(({ name, value }) => [name, value]));
    const statementsOf = (name: string) =>
        (JSON.parse(String(of("RolePolicy", name).policy)) as { Statement: Inputs[] }).Statement;

    before(async () => {
        pulumi.runtime.setAllConfig({ "secrets:hugging-face": "hf_0123456789", "secrets:chat-key": "sk-0123456789" });
        await pulumi.runtime.setMocks({
            call: ({ token, inputs }) => awsUnderTest.invoke(token, inputs as Inputs),
            newResource: ({ type, name, inputs, custom }) => {
                const asked = { type, name, inputs: inputs as Inputs };
                made.set(`${type.split(":").at(-1)!} ${name}`, asked.inputs);
                return {
                    id: name,
                    state: { ...asked.inputs, ...(custom === true ? awsUnderTest.outputs(asked) : {}) },
                };
            },
        });
        const image = (name: string) => pinnedImage(`meridian/${name}`, registry);
        new Service(
            "forecast",
            {
                domain: "own-servers.example.com",
                cells: [
                    {
                        name: "eu",
                        jurisdictions: ["EU"],
                        dataClasses: ["internal"],
                        regions: ["aws:eu-west-1", "aws:eu-central-1"],
                        primary: "aws:eu-west-1",
                    },
                ],
                models: [modelOf("irises", irises), modelOf("chat", chat)],
                serving: {
                    cpu: 2,
                    memoryGiB: 4,
                    access: { "aws:eu-west-1": { deployers: [`arn:aws:iam::${account}:role/release-train`] } },
                },
            },
            { clouds: [aws({ images: { gate: image("gate"), server: image("runtime"), fetch: image("fetch") } })] },
            { transformations: [options.transformation] },
        );
        await settled();
    });

    it("have the release laid out by what ends before they start, and take requests once they can infer", () => {
        const order = Object.values(containersOf("irises")).map(({ name, essential, dependsOn = [] }) => [
            name,
            essential,
            dependsOn.map(({ containerName, condition }) => `${containerName} ${condition}`),
        ]);
        assert.deepEqual(order, [
            ["fetch", false, []],
            ["work", false, []],
            ["server", true, ["fetch SUCCESS", "work SUCCESS"]],
            ["ready", false, ["server START"]],
            ["sidecar", true, ["ready SUCCESS", "server START"]],
        ]);
    });

    it("find the release under its digest, where it can't be changed, and at modelPath in a directory of their own", () => {
        const { fetch, work, server } = containersOf("irises");
        const { location, file, digest: expected } = parseEnvironment(variablesOf(fetch!));
        assert.deepEqual([location.kind, expected], ["s3", digest("1")]);
        assert.equal(file, `/release/${expected.slice("sha256:".length)}`);
        const { DIRECTORY, LINK, FILE } = variablesOf(work!);
        assert.deepEqual([DIRECTORY, LINK, FILE], ["/release", "/release/models/irises/1/model.joblib", file]);
        assert.deepEqual(server!.mountPoints, [
            { sourceVolume: "release", containerPath: "/release", readOnly: true },
            { sourceVolume: "work", containerPath: "/tmp", readOnly: false },
        ]);
        assert.equal(variablesOf(server!).MODEL_PATH, "/tmp/models/irises/1/model.joblib");
        assert.equal(variablesOf(containersOf("chat").server!).MODEL_PATH, `/release/${digest("c").slice(7)}`);
    });

    it("read the directory that an archive becomes, on a volume that they can't change", () => {
        const { fetch, server } = containersOf("chat");
        const { file, unpack } = parseEnvironment(variablesOf(fetch!));
        assert.deepEqual([file, unpack], [variablesOf(server!).MODEL_PATH, "tar"]);
        assert.equal(parseEnvironment(variablesOf(containersOf("irises").fetch!)).unpack, undefined);
    });

    it("run the image of the region with the command in place of its own, and references expanded", () => {
        const { server } = containersOf("irises");
        assert.equal(server!.image, irises.image!.replace(registry, here));
        assert.deepEqual([server!.entryPoint, server!.command], [["mlserver"], ["start", "/tmp"]]);
        const { HOME, HOST, LITERAL, MLSERVER_MODEL_URI, MODEL_NAME, PORT, TMPDIR, WORK_DIRECTORY } = variablesOf(
            server!,
        );
        assert.deepEqual([HOME, TMPDIR, WORK_DIRECTORY], ["/tmp", "/tmp", "/tmp"]);
        assert.deepEqual([MODEL_NAME, HOST, PORT], ["irises", "127.0.0.1", "8080"]);
        assert.deepEqual([MLSERVER_MODEL_URI, LITERAL], ["/tmp/models/irises/1/model.joblib", "$(PORT)"]);
        const own = containersOf("chat").server!;
        assert.deepEqual(
            [own.image, own.entryPoint, own.command],
            [chat.image!.replace("{region}", "eu-west-1"), undefined, undefined],
        );
    });

    it("have the images of their own account replicated to the other regions of the cell", () => {
        const { rules } = of("ReplicationConfiguration", "-images").replicationConfiguration as {
            rules: { repositoryFilters: { filter: string }[] }[];
        };
        assert.deepEqual(
            rules.map(({ repositoryFilters }) => repositoryFilters.map(({ filter }) => filter)),
            [["meridian/fetch", "meridian/gate", "meridian/runtime", "team/mlserver"]],
        );
    });

    it("have no capabilities, no right to write to the image, and the user of the image", () => {
        for (const model of ["irises", "chat"]) {
            for (const container of Object.values(containersOf(model))) {
                const { linuxParameters, name, privileged, readonlyRootFilesystem, user } = container;
                assert.deepEqual([privileged, readonlyRootFilesystem], [false, true], name);
                assert.deepEqual((linuxParameters as Inputs).capabilities, { add: [], drop: ["ALL"] }, name);
                assert.equal(user, ["ready", "sidecar"].includes(name) ? "101" : undefined, name);
            }
        }
    });

    it("leave memory of the task to the sidecar and the proxy, and have room for large images", () => {
        const { cpu, ephemeralStorage, memory, volumes } = of("TaskDefinition", "-irises-1-0-0");
        assert.deepEqual([cpu, memory, ephemeralStorage], ["2048", "4096", { sizeInGib: 100 }]);
        assert.deepEqual(volumes, [{ name: "release" }, { name: "work" }]);
        assert.equal(containersOf("irises").server!.memory, 4096 - 256);
    });

    it("leave most of a task's definition to what the config writes", () => {
        for (const model of ["irises", "chat"]) {
            const { server, ...beside } = containersOf(model);
            const { command: _, environment: __, secrets: ___, ...rest } = server!;
            assert.ok(JSON.stringify([beside, rest]).length < 14 * 1024);
        }
    });

    it("are reached by the gate alone, at the port of the sidecar alone, by TLS of the region's authority", () => {
        const group = of("SecurityGroup", "-own-servers");
        assert.ok(group);
        const rule = of("SecurityGroupIngressRule", "-gate-to-own-servers");
        assert.deepEqual([rule.ipProtocol, rule.fromPort, rule.toPort], ["tcp", 8444, 8444]);
        const into = [...made].filter(
            ([key, { securityGroupId }]) =>
                key.startsWith("SecurityGroupIngressRule") && securityGroupId === rule.securityGroupId,
        );
        assert.equal(into.length, 1);
        const { portMappings } = containersOf("irises").sidecar!;
        assert.deepEqual(portMappings, [
            { name: "irises-1-0-0", containerPort: 8444, protocol: "tcp", appProtocol: "http" },
        ]);
        const { networkConfiguration, serviceConnectConfiguration } = of("Service", "-irises-1-0-0");
        assert.deepEqual((networkConfiguration as Inputs).securityGroups, [rule.securityGroupId]);
        const [{ clientAlias, tls }] = (serviceConnectConfiguration as { services: [Inputs] }).services;
        assert.deepEqual(clientAlias, [{ dnsName: "irises-1-0-0.servers", port: 8444 }]);
        assert.ok((tls as Inputs).issuerCertAuthority);
        const { environment } = (
            JSON.parse(String(of("TaskDefinition", "-gate").containerDefinitions)) as Container[]
        )[0]!;
        const gate = gunzipSync(Buffer.from(environment![0]!.value, "base64")).toString();
        assert.match(gate, /"irises-1-0-0\.servers","port_value":8444/);
    });

    it("get secrets by reference, of a version that changes with a value, and only what starts tasks may read them", () => {
        const arn = of("SecretVersion", "-chat-1-0-0-secrets").secretId as string;
        const references = containersOf("chat").server!.secrets as Inputs[];
        assert.deepEqual(
            references.map(({ name }) => name),
            ["HF_TOKEN", "API_KEY"],
        );
        for (const { name, valueFrom } of references) {
            assert.match(String(valueFrom), new RegExp(`^${arn}:${String(name)}::[0-9a-f-]+$`));
        }
        assert.ok(
            ![...made.entries()].some(
                ([key, inputs]) => key.startsWith("TaskDefinition") && JSON.stringify(inputs).includes('0123456789"'),
            ),
        );
        const readers = [...made.keys()].filter(
            key => /^RolePolicy .*-eu-west-1-/.test(key) && JSON.stringify(made.get(key)).includes("GetSecretValue"),
        );
        assert.deepEqual(readers.map(key => key.split(" ")[1]).sort(), [
            "forecast-eu-eu-west-1-chat-1-0-0-own-start",
            "forecast-eu-eu-west-1-gate-start",
        ]);
        const secrets = statementsOf("-chat-1-0-0-own-start").find(({ Sid }) => Sid === "Secrets")!;
        assert.deepEqual(secrets.Resource, [arn]);
    });

    it("may read their own release, and their tasks pull images of three repositories", () => {
        const releases = statementsOf("-chat-1-0-0-own").find(({ Sid }) => Sid === "Releases")!;
        assert.match(String(releases.Resource), new RegExp(`/releases/${digest("c").slice(7)}$`));
        const images = statementsOf("-chat-1-0-0-own-start").find(({ Sid }) => Sid === "Images")!;
        assert.deepEqual(images.Resource, [
            `arn:aws:ecr:eu-west-1:${account}:repository/meridian/gate`,
            `arn:aws:ecr:eu-west-1:${account}:repository/meridian/fetch`,
            "arn:aws:ecr:eu-west-1:222222222222:repository/vllm",
        ]);
        const passed = statementsOf("-deploy").find(({ Action }) => Action === "iam:PassRole")!;
        assert.equal((passed.Resource as string[]).length, 6);
    });

    it("get texts that a filter would take for attacks on a web page", () => {
        const groups = of("WebAcl", "-filter").rules as {
            statement: { managedRuleGroupStatement?: { name: string; ruleActionOverrides: { name: string }[] } };
        }[];
        const counted = groups.flatMap(({ statement: { managedRuleGroupStatement: group } }) =>
            (group?.ruleActionOverrides ?? []).map(({ name }) => name),
        );
        assert.deepEqual(counted, [
            "SizeRestrictions_BODY",
            "EC2MetaDataSSRF_BODY",
            "GenericLFI_BODY",
            "GenericRFI_BODY",
            "CrossSiteScripting_BODY",
        ]);
    });

    it("have as long to start as startSeconds, as many times as a deployment tries, and streams an hour", () => {
        const { ready, sidecar } = containersOf("irises");
        assert.match(String((ready!.command as string[])[1]), /date \+%s\) \+ 900\)/);
        assert.deepEqual([sidecar!.stopTimeout, containersOf("chat").sidecar!.stopTimeout], [40, 120]);
        const timeouts = ["irises", "chat"].map(model => {
            const { serviceConnectConfiguration } = of("Service", `-${model}-1-0-0`);
            return (serviceConnectConfiguration as { services: [{ timeout: Inputs }] }).services[0].timeout;
        });
        assert.deepEqual(timeouts, [
            { perRequestTimeoutSeconds: 30, idleTimeoutSeconds: 300 },
            { perRequestTimeoutSeconds: 3600, idleTimeoutSeconds: 3600 },
        ]);
        assert.equal(of("TargetGroup", "-gate").deregistrationDelay, 300);
    });

    it("are waited for until ECS takes a deployment back, after three tasks that did not start within startSeconds", () => {
        const minutes = (model: string, change: "create" | "update") => {
            const { timeouts } = options.of("Service", `forecast-eu-eu-west-1-${model}`);
            const [, found] = /^(\d+)m$/.exec(timeouts[change] ?? "")!;
            return Number(found);
        };
        for (const change of ["create", "update"] as const) {
            assert.ok(minutes("irises-1-0-0", change) > (3 * 900) / 60, change);
            const gate = minutes("gate", change);
            assert.ok(gate >= 20 && gate < minutes("irises-1-0-0", change), change);
        }
    });
});
