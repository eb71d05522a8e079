import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import { awsUnderTest } from "../../../contract/adapters/aws";
import { pinnedImage } from "../../../support/images";
import { type Inputs, settled } from "../../../support/mocked-engine";
import { type RequestedOptions, ResourceOptions } from "../../../support/resource-options";
import { digest } from "../../plan/screening";

export const account = "111111111111";

/** A resource as the adapter requests it, with what AWS would find out of it. */
export interface Made {
    /** The last part of its type: `RolePolicy`. */
    readonly kind: string;
    readonly name: string;
    readonly inputs: Inputs;
    readonly outputs: Inputs;
    readonly options: RequestedOptions;
}

/** A statement of a policy, with lists where one thing may stand for a list of one. */
export interface Said {
    readonly sid: string;
    readonly effect: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
    readonly principal: unknown;
    readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const registry = "{account}.dkr.ecr.{region}.amazonaws.com";
const image = (name: string) => pinnedImage(`meridian/${name}`, registry);

/** A service `forecast` of one cell, `eu`, with two models: one by the runtime's server, one by a custom server that has a secret. */
export const forecast = (): ServiceConfig => ({
    domain: "forecast.example.com",
    cells: [
        {
            name: "eu",
            jurisdictions: ["EU"],
            dataClasses: ["internal"],
            regions: ["aws:eu-west-1", "aws:eu-central-1"],
            primary: "aws:eu-west-1",
        },
    ],
    models: [
        {
            name: "irises",
            releases: { "1.0.0": { artifact: "s3://models/irises", digest: digest("1") } },
            traffic: [{ version: "1.0.0", percent: 100 }],
        },
        {
            name: "chat",
            releases: {
                "1.0.0": {
                    artifact: "s3://models/chat",
                    digest: digest("c"),
                    server: {
                        protocol: "openai",
                        image: pinnedImage("vllm", registry),
                        port: 8000,
                        secrets: { API_KEY: { secret: "chat-key" } },
                    },
                },
            },
            traffic: [{ version: "1.0.0", percent: 100 }],
        },
    ],
    serving: {
        cpu: 2,
        memoryGiB: 4,
        access: { "aws:eu-west-1": { deployers: [`arn:aws:iam::${account}:role/release-train`] } },
    },
});

/** What the adapter makes of it, changed. No provider runs: what AWS refuses is not seen. */
export async function madeOf(change: Partial<ServiceConfig> = {}): Promise<Made[]> {
    const made: Made[] = [];
    const options = new ResourceOptions();
    pulumi.runtime.setConfig("secrets:chat-key", "sk-0123456789");
    await pulumi.runtime.setMocks({
        call: ({ token, inputs }) => awsUnderTest.invoke(token, inputs as Inputs),
        newResource: ({ type, name, inputs, custom }) => {
            const asked = { type, name, inputs: inputs as Inputs };
            const outputs = custom === true ? awsUnderTest.outputs(asked) : {};
            const kind = type.split(":").at(-1)!;
            if (custom === true) {
                made.push({ kind, name, inputs: asked.inputs, outputs, options: options.of(kind, name) });
            }
            return { id: typeof outputs.id === "string" ? outputs.id : name, state: { ...asked.inputs, ...outputs } };
        },
    });
    const clouds = [aws({ images: { gate: image("gate"), server: image("runtime"), fetch: image("fetch") } })];
    const { transformation } = options;
    new Service("forecast", { ...forecast(), ...change }, { clouds }, { transformations: [transformation] });
    await settled();
    return made;
}

/** What a policy says; nothing of what is none. */
export function statementsOf(policy: unknown): Said[] {
    if (typeof policy !== "string") return [];
    const { Statement } = JSON.parse(policy) as { Statement: Inputs[] };
    const list = (one: unknown) => (Array.isArray(one) ? one : one === undefined ? [] : [one]) as string[];
    return Statement.map(({ Action, Condition = {}, Effect, Principal, Resource, Sid = "" }) => ({
        sid: Sid as string,
        effect: Effect as string,
        actions: list(Action),
        resources: list(Resource),
        principal: Principal,
        condition: Condition as Said["condition"],
    }));
}
