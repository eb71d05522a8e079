import { pinnedImage } from "../../support/images";
import { configOf, withExisting, withGpus } from "../variants";
import { type Requested, requestedOf } from "./requested";

type Config = Readonly<Record<string, unknown>>;

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
/** Of a model or a table. */
const long = (letter: string) => letter.repeat(32);

/** Each name as long as a config may have it, in regions whose names are long, too, with all that the adapter creates. */
function withLongNames(): Config {
    const artifact = "file:stacks/models/screening/2.0.0/model.onnx";
    const server = {
        protocol: "oip-http",
        image: pinnedImage("team/triton", "{account}.dkr.ecr.{region}.amazonaws.com"),
        port: 8080,
        startSeconds: 600,
        secrets: { [`K${"E".repeat(100)}`]: { secret: "key" } },
    };
    const models = ["m", "n"].map(letter => ({
        name: long(letter),
        releases: {
            "10.20.30-rc.1": { artifact, digest: digest("1") },
            "10.20.30": { artifact, digest: digest("2"), ...(letter === "n" && { server }) },
        },
        traffic: [
            { version: "10.20.30-rc.1", percent: 50 },
            { version: "10.20.30", percent: 50 },
        ],
    }));
    return {
        ...configOf("aws"),
        // With both a balancer has a name of 32 characters.
        "meridian:service": "s".repeat(12),
        "meridian:domain": "example.com",
        "meridian:cells": [
            {
                name: "c".repeat(11),
                jurisdictions: ["AU"],
                dataClasses: ["internal"],
                regions: ["aws:ap-southeast-2", "aws:ap-southeast-4"],
                primary: "aws:ap-southeast-2",
            },
        ],
        "meridian:models": models,
        "meridian:store": {
            tables: [{ name: long("t"), partitionKey: "p".repeat(64), sortKey: "s".repeat(64), ttl: "t".repeat(64) }],
        },
        "secrets:key": "sk-0123456789abcdef",
    };
}

/** Configs of the stacks that are checked. */
export function linted(): Config[] {
    return [configOf("aws"), configOf("aws-one-region"), withExisting(), withGpus(), withLongNames()];
}

/** What they request. */
export async function requestedByStacks(): Promise<readonly (readonly Requested[])[]> {
    const all: Requested[][] = [];
    for (const config of linted()) all.push(await requestedOf(config));
    return all;
}
