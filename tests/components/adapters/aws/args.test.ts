import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { cell, Service, type ServiceConfig } from "../../../../components";
import { aws } from "../../../../components/adapters/aws";
import { OtherNames } from "../../../support/other-names";
import { faultsOf, wholeFaultsOf } from "../../plan/faults-of";
import { digest } from "../../plan/screening";
import { pinnedImage } from "../../../support/images";
import { settled } from "../../../support/mocked-engine";
import { mockClouds } from "../../service/mocked-clouds";

const image = pinnedImage();
const images = { gate: image, server: image, fetch: image };
const longest = "a-service-with-a-rather-long-nam";

describe("what a program tells the adapter for AWS", () => {
    // A program of its own: domains that services of another test file hold are none of its concern.
    beforeEach(mockClouds);
    afterEach(settled);

    it("has no region that AWS does not have, or that no service can run in", () => {
        const images = { gate: pinnedImage(), server: pinnedImage(), fetch: pinnedImage() };
        const found = faultsOf(() => aws({ service: "screening", images }).region("eu-nowhere-1"));
        assert.deepEqual(
            found.map(({ path }) => path),
            ["region"],
        );
    });

    it("is refused with tags that AWS does not take", () => {
        const found = faultsOf(() => aws({ tags: { "aws:team": "risk", note: "a;b", team: pulumi.output("risk") } }));
        assert.deepEqual(
            found.map(({ path }) => path),
            ["aws.tags.note", 'aws.tags["aws:team"]'],
        );
    });

    it("is taken with tags of which another resource makes the values", () => {
        assert.equal(aws({ tags: { team: pulumi.output("risk") } }).cloud, "aws");
    });

    it("is refused with a service's name, or days of logs or locks, that AWS does not take", () => {
        const found = faultsOf(() => aws({ service: "Screening_EU", retainDays: 0 }));
        assert.deepEqual(
            found.map(({ path }) => path),
            ["retainDays", "service"],
        );
        assert.deepEqual(
            faultsOf(() => aws({ retainDays: 1.5 })).map(({ path }) => path),
            ["retainDays"],
        );
        assert.deepEqual(
            faultsOf(() => aws({ auditLock: { mode: "governance", days: 0 } })).map(({ path }) => path),
            ["auditLock.days"],
        );
    });

    it("is refused without a service's name where the project has one that AWS does not take", async () => {
        const mocks = { call: () => ({}), newResource: () => ({ id: "", state: {} }) };
        await pulumi.runtime.setMocks(mocks, "Screening_EU");
        try {
            const found = wholeFaultsOf(() => aws({ images }).region("eu-west-1"));
            assert.deepEqual(
                found.map(({ path, remedy }) => [path, remedy]),
                [["service", "pass aws({ service }), because the name of project Screening_EU is not accepted"]],
            );
            assert.deepEqual(
                faultsOf(() => aws({ images, service: "screening" }).region("eu-west-1")),
                [],
            );
        } finally {
            await pulumi.runtime.setMocks(mocks);
        }
    });

    it("is refused with a service's name that makes names of a region too long", () => {
        const domain = "screening.example.com";
        const eu = cell("eu", {
            domain,
            jurisdictions: ["EU"],
            dataClasses: ["internal"],
            regions: ["aws:eu-west-1"],
            primary: "aws:eu-west-1",
        });
        const region = aws({ service: longest, images }).region("eu-west-1");
        const found = wholeFaultsOf(() => region.landingZone({ cell: eu, names: new OtherNames("azure", domain) }));
        assert.deepEqual([...new Set(found.map(({ code, path }) => `${code} ${path}`))], ["name/limit service"]);
        assert.match(found[0]!.remedy, /shorten the parts of .* by \d+ characters/);
    });

    it("is refused by a service with its other faults, before anything is made", () => {
        const config: ServiceConfig = {
            domain: "screening.example.com",
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
                    name: "screening",
                    releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
                    traffic: [{ version: "1.0.0", percent: 100 }],
                },
            ],
            aws: { images },
        };
        const clouds = [aws({ service: longest })];
        assert.deepEqual(
            [...new Set(faultsOf(() => new Service("screening", config, { clouds })).map(({ path }) => path))],
            ["service"],
        );
    });
});
