import { cell, GlobalRouter, RegionalServing } from "pulumi-meridian";
import { local } from "pulumi-meridian/local";

/** One cell on one cloud: a model in two regions that stand in for each other. */
const cloud = local();
const names = cloud.zone({ domain: "screening.localhost" });
const eu = cell("eu", {
    domain: names.domain,
    jurisdictions: ["EU"],
    standards: ["gdpr"],
    dataClasses: ["health"],
    regions: ["local:eu-west", "local:eu-central"],
    primary: "local:eu-west",
});
const models = [
    {
        name: "screening",
        releases: {
            "1.0.0": {
                artifact: "file:stacks/models/screening/1.0.0/model.onnx",
                digest: "sha256:0eb8b6b0cb9a0572f155e36e6f3cf92ae6da7e1c0c8f05d1f93c28460b248f83",
            },
        },
        traffic: [{ version: "1.0.0", percent: 100 }],
    },
];

const backends = ["eu-west", "eu-central"].map(region => {
    const landing = cloud.region(region).landingZone({ cell: eu, names });
    return new RegionalServing(`screening-${region}`, { landing, models });
});
const router = new GlobalRouter("edge", { names, cells: [{ cell: eu, backends }] });

export const points = router.points;
