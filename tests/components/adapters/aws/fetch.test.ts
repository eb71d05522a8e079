import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Service } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import { parseEnvironment } from "../../../../runtime/fetch/environment";
import { awsUnderTest } from "../../../contract/adapters/aws";
import { settled } from "../../../support/mocked-engine";
import { digest } from "../../plan/screening";
import { pinnedImage } from "../../../support/images";

interface Container {
    readonly name: string;
    readonly image: string;
    readonly command?: readonly string[];
    readonly dependsOn?: readonly { readonly containerName: string; readonly condition: string }[];
    readonly environment: readonly { readonly name: string; readonly value: string }[];
    readonly readonlyRootFilesystem: boolean;
    readonly mountPoints: readonly { readonly containerPath: string; readonly readOnly: boolean }[];
}

describe("the task of a model server on ECS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    it("fetches the region's object into the one volume that is writable, before the server reads it there", async () => {
        const tasks: string[] = [];
        await pulumi.runtime.setMocks({
            call: ({ token, inputs }) => awsUnderTest.invoke(token, inputs as Record<string, unknown>),
            newResource: ({ type, name, inputs, custom }) => {
                const asked = { type, name, inputs: inputs as Record<string, unknown> };
                if (type.endsWith(":TaskDefinition")) tasks.push(String(asked.inputs.containerDefinitions));
                return {
                    id: name,
                    state: { ...asked.inputs, ...(custom === true ? awsUnderTest.outputs(asked) : {}) },
                };
            },
        });
        const release = { artifact: "s3://models/1.onnx", digest: digest("1") };
        new Service(
            "screening",
            {
                // Another one than other tests of this process have: a domain has one service in a program.
                domain: "fetched.example.com",
                cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] }],
                models: [
                    {
                        name: "screening",
                        releases: { "1.0.0": release },
                        traffic: [{ version: "1.0.0", percent: 100 }],
                    },
                ],
            },
            {
                clouds: [
                    aws({
                        images: {
                            gate: pinnedImage("gate"),
                            server: pinnedImage("server"),
                            fetch: pinnedImage("fetch"),
                        },
                    }),
                ],
            },
        );
        await settled();
        const all = tasks.map(text => JSON.parse(text) as Container[]);
        const [fetch, server] = all.find(([first]) => first?.name === "fetch")!;
        const valuesOf = ({ environment }: Container) =>
            Object.fromEntries(environment.map(({ name, value }) => [name, value]));

        const { location, file, digest: expected, aws: settings } = parseEnvironment(valuesOf(fetch!));
        assert.deepEqual([location.kind, settings.region, expected], ["s3", "eu-west-1", release.digest]);
        assert.match(location.kind === "s3" ? location.key : "", new RegExp(`^releases/${expected.slice(7)}$`));
        assert.deepEqual([fetch!.image, fetch!.command], [pinnedImage("fetch"), undefined]);
        const { MODEL_URI, MODEL_DIGEST } = valuesOf(server!);
        assert.deepEqual([file, expected], [MODEL_URI, MODEL_DIGEST]);
        assert.deepEqual(server!.dependsOn, [{ containerName: "fetch", condition: "SUCCESS" }]);

        const [mount] = fetch!.mountPoints;
        assert.ok(fetch!.readonlyRootFilesystem && !mount!.readOnly && file.startsWith(`${mount!.containerPath}/`));
    });
});
