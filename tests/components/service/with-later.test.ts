import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { ServiceCellConfig, ServiceConfig, ServiceRoutingConfig } from "../../../components";

/** The compiler is the test: what a program may not write is an error that is expected here. */
describe("the type of a service's config", () => {
    const later = pulumi.output("known later");
    const accepted = (...values: readonly unknown[]) => {
        assert.ok(!values.includes(undefined));
    };

    it("has Outputs at the paths that may be known later, at any depth", () => {
        const network = { network: later, subnets: [later, "subnet-1"], publicSubnets: [later, later] };
        const cell: Pick<ServiceCellConfig, "accounts" | "existing"> = {
            accounts: { aws: { roleArn: later }, gcp: { project: "plain" } },
            existing: { "aws:eu-west-1": { ...network, key: later, certificate: "plain" } },
        };
        const routing: ServiceRoutingConfig = { zone: later, names: "aws" };
        const settings: Pick<NonNullable<ServiceConfig["aws"]>, "tags"> = { tags: { team: later, cost: "plain" } };
        accepted(cell, routing, settings);
    });

    it("has none where a value decides what there is", () => {
        const cell: Pick<ServiceCellConfig, "accounts" | "name"> = {
            // @ts-expect-error A cell's name is the first label of its host.
            name: later,
            // @ts-expect-error No adapter takes a project that is known later.
            accounts: { gcp: { project: later } },
        };
        // @ts-expect-error The cloud of the names is planned.
        const routing: ServiceRoutingConfig = { names: later };
        // @ts-expect-error Images are checked to be pinned.
        const settings: Pick<NonNullable<ServiceConfig["aws"]>, "images"> = { images: { gate: later } };
        // @ts-expect-error Hosts are planned.
        const domain: ServiceConfig["domain"] = later;
        accepted(cell, routing, settings, domain);
    });
});
