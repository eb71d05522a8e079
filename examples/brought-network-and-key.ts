import { cell, GlobalRouter, ObservabilityHub, RegionalServing, ReplicatedStore } from "pulumi-meridian";

import { standIn as aws } from "./stand-in";

/** A cell in a network and under a key that exist already, with a table and one view over all of it. */
const cloud = aws();
const names = cloud.zone({ domain: "screening.example.com", id: "Z0123456789ABCDEFGHIJ" });
const eu = cell("eu", {
    domain: names.domain,
    jurisdictions: ["EU"],
    standards: ["gdpr"],
    dataClasses: ["personal"],
    regions: ["aws:eu-west-1", "aws:eu-central-1"],
    primary: "aws:eu-west-1",
    backup: "aws:eu-north-1",
    auth: {
        jwt: {
            issuer: "https://login.example.com",
            audience: "screening",
            jwksUri: "https://login.example.com/keys",
        },
    },
    existing: {
        "aws:eu-west-1": {
            network: "vpc-0a1b2c3d",
            subnets: ["subnet-0a1b2c31", "subnet-0a1b2c32"],
            publicSubnets: ["subnet-0a1b2c33", "subnet-0a1b2c34"],
            key: "arn:aws:kms:eu-west-1:222222222222:key/1a2b3c4d-0000-4000-8000-1a2b3c4d5e6f",
        },
    },
});
const landings = eu.regions.map(ref => cloud.region(ref.slice("aws:".length)).landingZone({ cell: eu, names }));

const store = new ReplicatedStore("features", {
    landings,
    tables: [{ name: "features", partitionKey: "subject", ttl: "expires" }],
    backup: { everyHours: 1 },
});
const serving = landings.map(
    landing =>
        new RegionalServing(`screening-${landing.target.region.slice("aws:".length)}`, {
            landing,
            store,
            models: [
                {
                    name: "screening",
                    releases: {
                        "1.0.0": {
                            artifact: "s3://models/screening/1.onnx",
                            digest: "sha256:ec18fe8bf16781d2e81be6ccaff3a5b69964827975353c65fb24a5cbf33389c4",
                        },
                    },
                    traffic: [{ version: "1.0.0", percent: 100 }],
                },
            ],
            scaling: { max: 20 },
            demand: { places: [{ country: "DE" }, { country: "PT" }], peakRps: 800, rpsPerReplica: 150 },
        }),
);
const router = new GlobalRouter("edge", { names, cells: [{ cell: eu, backends: serving }] });
const hub = new ObservabilityHub("hub", {
    landings,
    watches: [...serving, router, store],
    slo: { availability: 0.999, p99Ms: 250 },
});

export const points = router.points;
export const view = hub.url;
