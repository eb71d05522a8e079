import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { packageRoot } from "../../tools/package-root";
import { pinnedImage } from "../support/images";
import type { Inputs } from "./made";

export const region = "eu-west-1";
export const account = "222222222222";
export const brought = {
    network: "vpc-0123456789abcdef0",
    subnets: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    publicSubnets: ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"],
    key: `arn:aws:kms:${region}:${account}:key/0a7cd38e-d5d4-3445-2533-fae56fe7c366`,
    certificate: `arn:aws:acm:${region}:${account}:certificate/1a7cd38e-d5d4-3445-2533-fae56fe7c366`,
    authority: `arn:aws:acm-pca:${region}:${account}:certificate-authority/2a7cd38e-d5d4-3445-2533-fae56fe7c366`,
};
/** What limits the permissions of roles in the account. */
export const boundary = `arn:aws:iam::${account}:policy/limits/meridian`;
/** What the account has, before the stack is made. */
export const there = [
    ["aws:ec2/vpc:Vpc", brought.network],
    ...[...brought.subnets, ...brought.publicSubnets].map(id => ["aws:ec2/subnet:Subnet", id]),
    ["aws:kms/key:Key", brought.key],
    ["aws:acm/certificate:Certificate", brought.certificate],
    ["aws:acmpca/certificateAuthority:CertificateAuthority", brought.authority],
    ["aws:iam/policy:Policy", boundary],
] as const;
export const deployers = ["arn:aws:iam::444444444444:role/release-train"];

export const invokers = ["triage-desk", "night-shift"];

/** A language model with a server of the team's own. */
const chat = {
    name: "chat",
    releases: {
        "1.0.0": {
            artifact: "file:stacks/models/screening/2.0.0/model.onnx",
            digest: "sha256:144796c3fec4660959dff711421ec5948766cfe0a9fac6c84cab3287c5cd3ff3",
            server: {
                protocol: "openai",
                image: pinnedImage("team/vllm", "{account}.dkr.ecr.{region}.amazonaws.com"),
                command: ["vllm", "serve", "$(MODEL_PATH)", "--port", "$(PORT)"],
                port: 8000,
                startSeconds: 1800,
                modelPath: "models/chat.gguf",
                secrets: { API_KEY: { secret: "chat-key" } },
            },
        },
    },
    traffic: [{ version: "1.0.0", percent: 100 }],
};
export const chatKey = "sk-0123456789abcdef";

type Config = Readonly<Record<string, unknown>>;
type Models = readonly (Inputs & { readonly releases: Readonly<Record<string, Inputs>> })[];

/** What a stack of this repository has in its file. */
export function configOf(stack: string): Config {
    const file = path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`);
    return (parse(readFileSync(file, "utf8")) as { config: Config }).config;
}

/** The networks that callers of internal fronts are in. */
export const clients = ["10.0.0.0/8", "192.168.7.0/24"];

/** The stack aws-one-region with what exists already, internal fronts, machines with GPUs, and named deployers. */
export function withExisting(): Config {
    const config = configOf("aws-one-region");
    const [cell] = config["meridian:cells"] as readonly Inputs[];
    return {
        ...config,
        "meridian:models": [...(config["meridian:models"] as Models), chat],
        "secrets:chat-key": chatKey,
        "meridian:cells": [
            {
                ...cell,
                accounts: {
                    aws: {
                        roleArn: `arn:aws:iam::${account}:role/meridian`,
                        externalId: "screening/eu",
                        permissionsBoundary: "policy/limits/meridian",
                    },
                },
                existing: { [`aws:${region}`]: brought },
            },
        ],
        "meridian:serving": {
            gpu: { count: 1 },
            scaling: { min: 1, max: 3 },
            access: { [`aws:${region}`]: { deployers, invokers } },
        },
        "meridian:routing": {
            edge: "internal",
            auth: {
                jwt: {
                    issuer: "https://issuer.example.com",
                    audience: "screening",
                    jwksUri: "https://issuer.example.com/keys",
                },
            },
        },
        "meridian:aws": { ...(config["meridian:aws"] as Inputs), manage: false, tokensAtBalancer: true, clients },
    };
}

/** What the network of the stack with machines has. */
export const range = "10.64.16.0/20";

/** The stack aws-one-region with machines with GPUs in a network of its own, a release from a bucket, a locked audit trail, and alerts on unusual cost. */
export function withGpus(): Config {
    const config = configOf("aws-one-region");
    const [model] = config["meridian:models"] as Models;
    const release = { ...model!.releases["1.0.0"], artifact: "s3://models/screening/1.0.0.onnx" };
    const cells = config["meridian:cells"] as readonly Inputs[];
    return {
        ...config,
        "meridian:cells": cells.map(cell => ({ ...cell, networks: { [`aws:${region}`]: { cidr: range } } })),
        "meridian:models": [{ ...model, releases: { "1.0.0": release } }],
        "meridian:serving": { gpu: { count: 1 }, scaling: { min: 1, max: 3 } },
        "meridian:budget": { monthly: 1000, currency: "USD", anomalies: true },
        "meridian:observability": { audit: true },
        "meridian:aws": { ...(config["meridian:aws"] as Inputs), auditLock: { mode: "compliance", days: 30 } },
    };
}
