import { Service } from "pulumi-meridian";
import { local } from "pulumi-meridian/local";

/** A model in two regions of one cell, with all that belongs to it, as one component. */
const service = new Service(
    "screening",
    {
        domain: "screening.localhost",
        cells: [
            {
                name: "eu",
                jurisdictions: ["EU"],
                standards: ["gdpr"],
                dataClasses: ["health"],
                regions: ["local:eu-west", "local:eu-central"],
                primary: "local:eu-west",
            },
        ],
        models: [
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
        ],
    },
    { clouds: [local()] },
);

export const { endpoints, points, dashboard } = service;
